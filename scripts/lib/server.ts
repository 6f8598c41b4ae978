import { type ChildProcess, spawn } from "node:child_process";
import path from "node:path";
import { createInterface } from "node:readline";
import { z } from "zod";
import { end, root } from "./run.ts";

const Ready = z.object({
  ready: z.literal(true),
  tokenServer: z.string(),
  controlApi: z.string(),
  deviceGateway: z.string(),
  metrics: z.string(),
});
export type ServerAddresses = z.infer<typeof Ready>;

export interface RunningServer {
  readonly addresses: ServerAddresses;
  readonly process: ChildProcess;
  /** Everything it logged so far. */
  log(): string;
  stop(): Promise<void>;
}

/** Starts the built server as its own process and waits for the line that says where it is. */
export async function startServerProcess(
  args: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
): Promise<RunningServer> {
  const child = spawn(process.execPath, [path.join(root, "dist/server/index.js"), ...args], {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let log = "";
  child.stderr.on("data", (chunk: Buffer) => (log += chunk.toString()));
  const addresses = await new Promise<ServerAddresses>((resolve, reject) => {
    createInterface({ input: child.stdout }).once("line", (line) => {
      const ready = Ready.safeParse(JSON.parse(line));
      if (ready.success) resolve(ready.data);
      else reject(new Error(`the server said something else than its addresses: ${line}`));
    });
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`the server ended with code ${code}\n${log}`)));
  });
  return { addresses, process: child, log: () => log, stop: () => end(child) };
}
