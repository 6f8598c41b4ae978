import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, existsSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { freePorts } from "./free-ports.ts";

export interface SippOptions {
  /** What one call is: see `sipp-scenarios.ts`. */
  readonly scenario: string;
  /** Calls until it ends by itself. */
  readonly calls: number;
  /** `host:port` to call; a server when absent. */
  readonly remote?: string;
  readonly address?: string;
  /** Its own; a free one when absent. */
  readonly port?: number;
  readonly transport?: "udp" | "tcp";
  /** More of its own options. */
  readonly args?: readonly string[];
}

/** The SIP test tool of the Debian package, as server or caller of one scenario. */
export class Sipp {
  readonly port: number;
  readonly #child: ChildProcess;
  readonly #directory: string;
  #output = "";

  private constructor(child: ChildProcess, directory: string, port: number) {
    this.#child = child;
    this.#directory = directory;
    this.port = port;
    for (const stream of [child.stdout, child.stderr])
      stream?.on("data", (chunk: Buffer) => (this.#output = (this.#output + chunk.toString()).slice(-4_000)));
  }

  static async start(options: SippOptions): Promise<Sipp> {
    const address = options.address ?? "127.0.0.1";
    const [free = 0, media = 0] = await freePorts(2);
    const port = options.port ?? free;
    const directory = mkdtempSync(path.join(tmpdir(), "deskline-sipp-"));
    const scenario = path.join(directory, "scenario.xml");
    writeFileSync(scenario, options.scenario);
    const args = [
      ...(options.remote === undefined ? [] : [options.remote]),
      ...[
        "-sf",
        scenario,
        "-i",
        address,
        "-p",
        String(port),
        "-mi",
        address,
        "-mp",
        // Even, and one of the two that were free.
        String(media + (media % 2)),
      ],
      ...["-t", options.transport === "tcp" ? "t1" : "u1", "-m", String(options.calls)],
      ...["-nostdin", "-rtp_echo", "-trace_err", "-error_file", path.join(directory, "errors.log")],
      ...(options.args ?? []),
    ];
    const child = spawn("sipp", args, { stdio: ["ignore", "pipe", "pipe"], cwd: directory });
    const sipp = new Sipp(child, directory, port);
    if (options.remote === undefined) await sipp.#listening(options.transport ?? "udp");
    return sipp;
  }

  /** Resolves when all calls are over; rejects with what sipp has to say when one of them did not go as written. */
  async finished(): Promise<void> {
    const code = this.#child.exitCode ?? ((await once(this.#child, "exit")) as [number | null])[0];
    if (code === 0) return;
    const errors = path.join(this.#directory, "errors.log");
    const text = existsSync(errors) ? readFileSync(errors, "utf8").slice(0, 4_000) : "";
    throw new Error(`sipp ended with ${code}\n${text}\n${this.#output}`);
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) {
      const exited = once(this.#child, "exit");
      this.#child.kill("SIGKILL");
      await exited;
    }
    rmSync(this.#directory, { recursive: true, force: true });
  }

  /** It says nothing when it is ready, so the kernel is asked whether its port is open. */
  async #listening(transport: "udp" | "tcp"): Promise<void> {
    const port = `:${this.port.toString(16).toUpperCase().padStart(4, "0")} `;
    while (!readFileSync(`/proc/net/${transport}`, "utf8").includes(port)) {
      if (this.#child.exitCode !== null) throw new Error(`sipp did not start: ${this.#output}`);
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
}
