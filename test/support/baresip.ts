import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { freePorts } from "./free-ports.ts";

export interface BaresipEvent {
  readonly type: string;
  readonly param?: string;
}

export interface BaresipOptions {
  /** User part of its address. */
  readonly user: string;
  /** What it does when called. */
  readonly answers: "auto" | "manual";
  /** Its microphone. */
  readonly toneHz: number;
  readonly transport?: "udp" | "tcp";
  /** What it answers a challenge with. */
  readonly login?: { readonly username: string; readonly password: string };
}

/** The SIP phone of the Debian package, without a sound card: its microphone is a tone, its speaker a WAV file. */
export class Baresip {
  readonly port: number;
  readonly events: BaresipEvent[] = [];
  /** All that it has printed. */
  output = "";
  readonly #child: ChildProcess;
  readonly #control: Socket;
  readonly #directory: string;
  readonly #waiting = new Set<() => void>();
  #pending = Buffer.alloc(0);

  private constructor(parts: { child: ChildProcess; control: Socket; directory: string; port: number }) {
    this.#child = parts.child;
    this.#control = parts.control;
    this.#directory = parts.directory;
    this.port = parts.port;
  }

  static async start(options: BaresipOptions): Promise<Baresip> {
    const [sip = 0, control = 0, rtp = 0] = await freePorts(3);
    const directory = mkdtempSync(path.join(tmpdir(), "deskline-baresip-"));
    writeFileSync(path.join(directory, "config"), configFile({ ...options, sip, control, rtp, directory }));
    const transport = options.transport === "tcp" ? ";transport=tcp" : "";
    const { login } = options;
    const auth = login === undefined ? "" : `;auth_user=${login.username};auth_pass=${login.password}`;
    const settings = `regint=0;answermode=${options.answers};audio_codecs=PCMU/8000/1,PCMA/8000/1${auth}`;
    writeFileSync(
      path.join(directory, "accounts"),
      `<sip:${options.user}@127.0.0.1${transport}>;${settings}\n`,
    );
    writeFileSync(path.join(directory, "contacts"), "");
    // Its standard input must not be a pipe that ends; without a terminal it takes /dev/null.
    const child = spawn("baresip", ["-f", directory], { stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    await new Promise<void>((resolve, reject) => {
      const read = (chunk: Buffer): void => {
        output += chunk.toString();
        if (output.includes("baresip is ready")) resolve();
      };
      child.stdout.on("data", read);
      child.stderr.on("data", read);
      child.once("exit", () => reject(new Error(`baresip did not start: ${output}`)));
    });
    const socket = connect(control, "127.0.0.1");
    await once(socket, "connect");
    const phone = new Baresip({ child, control: socket, directory, port: sip });
    phone.output = output;
    for (const stream of [child.stdout, child.stderr])
      stream.on("data", (chunk: Buffer) => phone.#print(chunk.toString()));
    socket.on("data", (chunk: Buffer) => phone.#receive(chunk));
    return phone;
  }

  /** For instance `dial`, `hangup`, `accept`, `hold`, `resume`, `sndcode`. */
  command(command: string, params = ""): void {
    const text = JSON.stringify({ command, params, token: "t" });
    this.#control.write(`${Buffer.byteLength(text)}:${text},`);
  }

  /** Resolves when `holds` does; looked at after each event and each line. */
  async until(holds: () => boolean): Promise<void> {
    while (!holds())
      await new Promise<void>((resolve) => {
        this.#waiting.add(resolve);
      });
  }

  /** Until an event of that type, the nth. */
  async event(type: string, nth = 1): Promise<void> {
    await this.until(() => this.events.filter((event) => event.type === type).length >= nth);
  }

  /** Keys that it got, in the order in which it reports their ends. */
  keys(): string {
    return [...this.output.matchAll(/received event: '(.)' \(end=1\)/g)].map(([, key]) => key).join("");
  }

  /** What its speaker has played in the newest call, 8 kHz; the recording grows while the call runs. */
  heard(): Int16Array {
    const recordings = readdirSync(this.#directory).filter((file) => /^dump-.*-dec\.wav$/.test(file));
    // The time of their beginning is in their names.
    const name = recordings.sort().at(-1);
    if (name === undefined) throw new Error("baresip has recorded nothing");
    const file = readFileSync(path.join(this.#directory, name));
    const start = file.indexOf("data") + 8;
    return Int16Array.from({ length: (file.length - start) >> 1 }, (_, at) =>
      file.readInt16LE(start + 2 * at),
    );
  }

  async stop(): Promise<void> {
    this.#control.destroy();
    if (this.#child.exitCode === null && this.#child.signalCode === null) {
      const exited = once(this.#child, "exit");
      // A polite end waits half a minute for BYEs and keeps the port.
      this.#child.kill("SIGKILL");
      await exited;
    }
    rmSync(this.#directory, { recursive: true, force: true });
  }

  #print(text: string): void {
    this.output += text;
    this.#wake();
  }

  /** Netstrings of JSON. */
  #receive(chunk: Buffer): void {
    this.#pending = Buffer.concat([this.#pending, chunk]);
    for (;;) {
      const colon = this.#pending.indexOf(":");
      const length = Number(this.#pending.toString("latin1", 0, Math.max(0, colon)));
      if (colon < 0 || this.#pending.length < colon + length + 2) break;
      const message = JSON.parse(this.#pending.toString("utf8", colon + 1, colon + 1 + length)) as Partial<
        BaresipEvent & { event: boolean }
      >;
      if (message.event === true) this.events.push(message as BaresipEvent);
      this.#pending = this.#pending.subarray(colon + length + 2);
    }
    this.#wake();
  }

  #wake(): void {
    for (const resolve of this.#waiting) resolve();
    this.#waiting.clear();
  }
}

function configFile(
  options: BaresipOptions & { sip: number; control: number; rtp: number; directory: string },
): string {
  const modules = ["g711", "ausine", "aufile", "aubridge", "sndfile"].map((name) => `module ${name}.so`);
  return [
    `sip_listen 127.0.0.1:${options.sip}`,
    "net_interface 127.0.0.1",
    `audio_source ausine,${options.toneHz}`,
    "audio_player aubridge,sink",
    "audio_alert aubridge,sink",
    // The only format of its tone generator.
    "ausrc_srate 48000",
    "ausrc_channels 2",
    "auplay_srate 8000",
    "auplay_channels 1",
    `rtp_ports ${options.rtp - (options.rtp % 2)}-${options.rtp + 100}`,
    "module_path /usr/lib/baresip/modules",
    ...modules,
    "module_tmp uuid.so",
    "module_tmp account.so",
    "module_app menu.so",
    "module_app ctrl_tcp.so",
    `ctrl_tcp_listen 127.0.0.1:${options.control}`,
    `snd_path ${options.directory}`,
    "menu_bell no",
    "",
  ].join("\n");
}
