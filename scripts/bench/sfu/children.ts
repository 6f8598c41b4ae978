/** Programs of the bench: each on a core of its own where the system lets us, and asked questions over Node's IPC. */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import path from "node:path";
import os from "node:os";
import { build } from "esbuild";
import { root } from "../../lib/run.ts";

/** The servers share one core and the load has another, as they would be on machines of their own. */
export const cores = { server: 0, load: 1 } as const;

const canPin = os.availableParallelism() >= 2 && spawnSync("taskset", ["--version"]).status === 0;
/** Enough that what else runs on the machine costs a measurement little. */
const niceness = "-12";
const canRaise = spawnSync("nice", ["-n", niceness, "true"], { encoding: "utf8" }).stderr === "";

/**
 * Linux weighs sessions first and the processes in each of them after that, so niceness alone does nothing against others.
 * Returns what undoes it.
 */
export function preferThisSession(): () => void {
  const file = "/proc/self/autogroup";
  const before = existsSync(file) ? /nice (-?\d+)/.exec(readFileSync(file, "utf8"))?.[1] : undefined;
  if (!canRaise || before === undefined) return () => undefined;
  writeFileSync(file, niceness);
  return () => writeFileSync(file, before);
}

/** The command, kept on one core and before its neighbours. */
export function placed(core: number, command: readonly string[]): string[] {
  const pinned = canPin ? ["taskset", "-c", String(core), ...command] : [...command];
  return canRaise ? ["nice", "-n", niceness, ...pinned] : pinned;
}

/** Bundled as the server is: a loader that compiles at run time would be measured with it. */
export async function bundled(entry: string): Promise<string> {
  const folder = path.join(root, "dist/bench");
  await mkdir(folder, { recursive: true });
  const outfile = path.join(folder, `${path.basename(entry, ".ts")}.js`);
  await build({
    entryPoints: [path.join(import.meta.dirname, entry)],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    packages: "external",
    logLevel: "error",
  });
  return outfile;
}

const answerTimeoutMs = 60_000;
const stopMs = 5_000;

interface Settle {
  readonly resolve: (value: unknown) => void;
  readonly reject: (cause: Error) => void;
}

/** A child that answers each `{ id, ask, ...}` with `{ id, value }` or `{ id, error }`. */
export class AskedChild {
  #next = 0;
  readonly #waiting = new Map<number, Settle>();

  private constructor(readonly process: ChildProcess) {
    process.on("message", (message: { id: number; value?: unknown; error?: string }) => {
      const asked = this.#waiting.get(message.id);
      this.#waiting.delete(message.id);
      if (message.error === undefined) asked?.resolve(message.value);
      else asked?.reject(new Error(message.error));
    });
    process.once("exit", (code) => this.#giveUp(new Error(`a program of the bench ended with code ${code}`)));
    process.once("error", (cause) => this.#giveUp(cause));
  }

  static async start(core: number, entry: string): Promise<AskedChild> {
    const [command = "", ...args] = placed(core, [process.execPath, ...nodeArguments, await bundled(entry)]);
    return new AskedChild(
      spawn(command, args, { cwd: root, stdio: ["ignore", "inherit", "inherit", "ipc"] }),
    );
  }

  get pid(): number {
    return this.process.pid ?? 0;
  }

  /** The caller knows what `ask` answers; both ends are this bench. */
  async ask<T = void>(ask: string, parameters: Readonly<Record<string, unknown>> = {}): Promise<T> {
    const id = this.#next++;
    const value = await new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiting.delete(id);
        reject(new Error(`no answer to "${ask}" within ${answerTimeoutMs / 1_000} s`));
      }, answerTimeoutMs);
      const settled = <V>(settle: (value: V) => void): ((value: V) => void) => {
        return (value) => {
          clearTimeout(timer);
          settle(value);
        };
      };
      this.#waiting.set(id, { resolve: settled(resolve), reject: settled(reject) });
      this.process.send({ id, ask, ...parameters });
    });
    return value as T;
  }

  /** It ends itself when we hang up; after a while it is ended. */
  async stop(): Promise<void> {
    const child = this.process;
    if (child.connected) child.disconnect();
    if (child.exitCode !== null || child.signalCode !== null) return;
    const kill = setTimeout(() => child.kill("SIGKILL"), stopMs);
    await once(child, "exit");
    clearTimeout(kill);
  }

  #giveUp(cause: Error): void {
    for (const { reject } of this.#waiting.values()) reject(cause);
    this.#waiting.clear();
  }
}

/** For a look inside: `BENCH_NODE_ARGUMENTS=--cpu-prof npm run bench -- sfu`. */
const nodeArguments = (process.env.BENCH_NODE_ARGUMENTS ?? "").split(" ").filter((word) => word !== "");
