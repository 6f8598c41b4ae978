/** Debian's Janus with its videoroom, asked over its WebSocket: the peer that our media engine is measured beside. */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { WebSocket } from "ws";
import { z } from "zod";
import { freePorts } from "../../../test/support/free-ports.ts";
import { end } from "../../lib/run.ts";
import { cores, placed } from "./children.ts";
import type { SfuServer } from "./servers.ts";

const room = 77;
const bitrate = 8_000_000;
const plugin = "janus.plugin.videoroom";
const secret = "bench";
const otherPlugins =
  "duktape lua voicemail recordplay streaming videocall echotest audiobridge sip nosip textroom";
const otherTransports = "http rabbitmq mqtt nanomsg pfunix";

const Message = z.object({
  janus: z.string(),
  transaction: z.string().optional(),
  data: z.object({ id: z.number() }).optional(),
  plugindata: z
    .object({ data: z.looseObject({ id: z.number().optional(), error: z.string().optional() }) })
    .optional(),
  jsep: z.object({ sdp: z.string() }).optional(),
  error: z.object({ reason: z.string() }).optional(),
});
type Message = z.infer<typeof Message>;

export async function startJanus(): Promise<SfuServer> {
  const folder = await mkdtemp(path.join(os.tmpdir(), "deskline-janus-"));
  const port = await configure(folder);
  const [command = "", ...args] = placed(cores.server, ["janus", "-F", folder]);
  const env = { ...process.env, LD_PRELOAD: loopbackShim(folder) };
  const child = spawn(command, args, { env, stdio: "ignore" });
  const stop = async (): Promise<void> => {
    await end(child);
    await rm(folder, { recursive: true });
  };
  try {
    const room = await Videoroom.open(child, port);
    return {
      pid: child.pid ?? 0,
      publish: (sdp, msid) => room.publish(sdp, msid),
      subscribe: () => room.subscribe(),
      watch: () => Promise.resolve(),
      loopDelayMs: () => Promise.resolve(undefined),
      async stop() {
        room.close();
        await stop();
      },
    };
  } catch (cause) {
    await stop();
    throw cause;
  }
}

/** Writes Janus' files; gives the port that it will listen at. */
async function configure(folder: string): Promise<number> {
  const [port = 0] = await freePorts(1);
  const libraries = (names: string): string =>
    names
      .split(" ")
      .map((name) => `libjanus_${name}.so`)
      .join(",");
  const files = {
    "janus.jcfg": `general: { debug_level = 1, admin_secret = "${secret}", configs_folder = "${folder}" }
media: { rtp_port_range = "40000-49999" }
nat: { ice_lite = false, ice_enforce_list = "lo" }
plugins: { disable = "${libraries(otherPlugins)}" }
transports: { disable = "${libraries(otherTransports)}" }
events: { broadcast = false }
`,
    "janus.plugin.videoroom.jcfg": `general: { admin_key = "${secret}" }\n`,
    "janus.transport.websockets.jcfg": `general: { json = "compact", ws = true, ws_port = ${port}, ws_interface = "lo", wss = false }
admin: { admin_ws = false }
`,
  };
  for (const [name, content] of Object.entries(files)) await writeFile(path.join(folder, name), content);
  return port;
}

function loopbackShim(folder: string): string {
  const library = path.join(folder, "loopback.so");
  const source = path.join(import.meta.dirname, "janus-loopback.c");
  const built = spawnSync("gcc", ["-shared", "-fPIC", "-o", library, source, "-ldl"], { encoding: "utf8" });
  if (built.status !== 0) throw new Error(`the shim for Janus could not be compiled: ${built.stderr ?? ""}`);
  return library;
}

/** One session of Janus' API: a room, with a handle for each peer connection. */
class Videoroom {
  #transaction = 0;
  #session: number | undefined;
  readonly #feeds: number[] = [];
  readonly #waiting = new Map<string, (message: Message) => void>();
  readonly #keepAlive: NodeJS.Timeout;

  private constructor(private readonly socket: WebSocket) {
    socket.on("message", (data: Buffer) => this.#onMessage(Message.parse(JSON.parse(data.toString()))));
    this.#keepAlive = setInterval(() => this.#send({ janus: "keepalive" }), 20_000);
  }

  static async open(child: ChildProcess, port: number): Promise<Videoroom> {
    const videoroom = new Videoroom(await connect(child, port));
    const created = await videoroom.#request({ janus: "create" });
    videoroom.#session = created.data?.id;
    const handle = await videoroom.#attach();
    const settings = { publishers: 200, bitrate, fir_freq: 0, videocodec: "vp8", notify_joining: false };
    await videoroom.#tell(handle, { request: "create", admin_key: secret, room, ...settings });
    return videoroom;
  }

  async publish(sdp: string, display: string): Promise<string> {
    const handle = await this.#attach();
    const joined = await this.#tell(handle, { request: "join", ptype: "publisher", room, display });
    const configured = await this.#tell(handle, { request: "configure", bitrate }, { type: "offer", sdp });
    this.#feeds.push(joined.plugindata?.data.id ?? 0);
    return sdpOf(configured);
  }

  async subscribe() {
    const handle = await this.#attach();
    const streams = this.#feeds.map((feed) => ({ feed }));
    const joined = await this.#tell(handle, { request: "join", ptype: "subscriber", room, streams });
    return {
      sdp: sdpOf(joined),
      answer: async (sdp: string): Promise<void> => {
        await this.#tell(handle, { request: "start" }, { type: "answer", sdp });
      },
    };
  }

  close(): void {
    clearInterval(this.#keepAlive);
    this.socket.terminate();
  }

  async #attach(): Promise<number> {
    return (await this.#request({ janus: "attach", plugin })).data?.id ?? 0;
  }

  async #tell(handle: number, body: object, jsep?: object): Promise<Message> {
    const message = await this.#request({ janus: "message", handle_id: handle, body, jsep });
    const problem = message.plugindata?.data.error;
    if (problem !== undefined) throw new Error(`Janus: ${problem}`);
    return message;
  }

  async #request(request: object): Promise<Message> {
    const message = await new Promise<Message>((resolve) => this.#waiting.set(this.#send(request), resolve));
    if (message.error !== undefined) throw new Error(`Janus: ${message.error.reason}`);
    return message;
  }

  #send(request: object): string {
    const transaction = String(this.#transaction++);
    this.socket.send(JSON.stringify({ ...request, transaction, session_id: this.#session }));
    return transaction;
  }

  #onMessage(message: Message): void {
    // An acknowledgement says that the answer comes later.
    if (message.janus === "ack" || message.transaction === undefined) return;
    this.#waiting.get(message.transaction)?.(message);
    this.#waiting.delete(message.transaction);
  }
}

const sdpOf = ({ jsep }: Message): string => {
  if (jsep === undefined) throw new Error("Janus did not answer with a description");
  return jsep.sdp;
};

/** Tries until Janus listens. */
async function connect(child: ChildProcess, port: number): Promise<WebSocket> {
  const giveUpMs = performance.now() + 20_000;
  for (;;) {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/`, "janus-protocol");
    try {
      await once(socket, "open");
      return socket;
    } catch (cause) {
      socket.on("error", () => undefined);
      if (child.exitCode !== null || performance.now() > giveUpMs) throw cause;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
}
