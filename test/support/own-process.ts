import { spawnSync } from "node:child_process";

export interface Ended {
  readonly stdout: string;
  readonly stderr: string;
  readonly status: number | null;
}

/** Runs a module's text in a process of its own, with imports relative to `cwd`. Status null: it did not end by itself in time. */
export function runToItsEnd(script: string, { cwd, timeoutMs }: { cwd: string; timeoutMs: number }): Ended {
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    ["--import", "tsx", "--input-type=module", "--eval", script],
    { cwd, encoding: "utf8", timeout: timeoutMs },
  );
  return { stdout: stdout.trim(), stderr, status };
}
