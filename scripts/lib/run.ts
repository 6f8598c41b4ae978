import { type ChildProcess, spawn, type SpawnOptions } from "node:child_process";
import path from "node:path";

export const root = path.resolve(import.meta.dirname, "../..");

/** Where a package's own command is, so that nothing depends on the PATH. */
export const bin = (name: string): string => path.join(root, "node_modules", ".bin", name);

/** Runs a command with our own standard streams and gives its exit code (128 when a signal ended it). */
export function run(command: string, args: readonly string[], options: SpawnOptions = {}): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, [...args], { cwd: root, stdio: "inherit", ...options });
    child.once("error", reject);
    child.once("exit", (code) => resolve(code ?? 128));
  });
}

/** As `run`, but a code other than 0 ends this script with it. */
export async function mustRun(
  command: string,
  args: readonly string[],
  options: SpawnOptions = {},
): Promise<void> {
  const code = await run(command, args, options);
  if (code !== 0) fail(`${path.basename(command)} ${args.join(" ")} ended with code ${code}`, code);
}

/** Ends a process we started: politely, and for good after `ms`. */
export async function end(child: ChildProcess, ms = 5_000): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  child.kill("SIGTERM");
  const timer = setTimeout(() => child.kill("SIGKILL"), ms);
  await exited;
  clearTimeout(timer);
}

/** Says why and stops. */
export function fail(message: string, code = 1): never {
  process.stderr.write(`\n${message}\n`);
  process.exit(code);
}

export const say = (message: string): void => void process.stdout.write(`${message}\n`);
