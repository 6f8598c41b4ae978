/** The server in a process of its own whose heap can be looked into, through Node's inspector and from outside. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { WebSocket } from "ws";
import { z } from "zod";

const root = fileURLToPath(new URL("../..", import.meta.url));
const Addresses = z.object({ controlApi: z.string(), deviceGateway: z.string(), metrics: z.string() });
const Answer = z.object({
  id: z.number(),
  result: z.object({ result: z.object({ value: z.string() }).optional() }).optional(),
});

/** After garbage was collected. */
export interface Footprint {
  /** Heap and buffers, in bytes. */
  readonly memory: number;
  /** Sockets, timers and the like that keep Node busy, by their kind. */
  readonly handles: readonly string[];
}

export interface InspectedServer extends z.infer<typeof Addresses> {
  footprint(): Promise<Footprint>;
  /** A figure of the server's metrics, by its whole name with labels. */
  figure(name: string): Promise<number>;
  stop(): Promise<void>;
}

export async function startInspectedServer(args: readonly string[]): Promise<InspectedServer> {
  const child = spawn(
    process.execPath,
    ["--inspect=127.0.0.1:0", "--import", "tsx", "server-stub/index.ts", ...args],
    { cwd: root, stdio: ["ignore", "pipe", "pipe"] },
  );
  const inspectorUrl = new Promise<string>((resolve) => {
    createInterface({ input: child.stderr }).on("line", (line) => {
      const [url] = /ws:\/\/\S+/.exec(line) ?? [];
      if (line.startsWith("Debugger listening") && url !== undefined) resolve(url);
    });
  });
  const [line] = (await once(createInterface({ input: child.stdout }), "line")) as [string];
  const addresses = Addresses.parse(JSON.parse(line));
  const inspector = new WebSocket(await inspectorUrl);
  await once(inspector, "open");
  let lastId = 0;
  const ask = async (method: string, params: object = {}): Promise<z.infer<typeof Answer>> => {
    const id = (lastId += 1);
    inspector.send(JSON.stringify({ id, method, params }));
    for (;;) {
      const [data] = (await once(inspector, "message")) as [Buffer];
      const answer = Answer.safeParse(JSON.parse(data.toString()));
      if (answer.success && answer.data.id === id) return answer.data;
    }
  };
  const look = `JSON.stringify({
    memory: ((m) => m.heapUsed + m.external)(process.memoryUsage()),
    handles: process.getActiveResourcesInfo().sort(),
  })`;
  return {
    ...addresses,
    async footprint() {
      // Twice: what the first one finalizes is free for the second.
      await ask("HeapProfiler.collectGarbage");
      await ask("HeapProfiler.collectGarbage");
      const { result } = await ask("Runtime.evaluate", { expression: look, returnByValue: true });
      return z
        .object({ memory: z.number(), handles: z.array(z.string()) })
        .parse(JSON.parse(result?.result?.value ?? ""));
    },
    async figure(name) {
      const lines = (await (await fetch(addresses.metrics)).text()).split("\n");
      return Number(
        lines
          .find((one) => one.startsWith(`${name} `))
          ?.split(" ")
          .at(-1),
      );
    },
    async stop() {
      inspector.terminate();
      const ended = once(child, "exit");
      child.kill("SIGTERM");
      await ended;
    },
  };
}
