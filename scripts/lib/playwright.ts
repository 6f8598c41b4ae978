import { buildElectronHost } from "../../test/electron-host/build.ts";
import { buildAll } from "./build.ts";
import { hasDisplay, startVirtualDisplay } from "./display.ts";
import { realElectron } from "./electron.ts";
import { bin, run, say } from "./run.ts";

export interface PlaywrightRun {
  /** Of playwright.config.ts. */
  readonly project: "e2e" | "long";
  readonly args: readonly string[];
  /** What the run is started by, and what it is told besides; nothing when absent. */
  readonly inside?: { readonly command: readonly string[]; readonly env: Readonly<Record<string, string>> };
}

/** Builds, finds the runtime and a display, then runs the tests of one project. Gives the exit code. */
export async function runPlaywright({ project, args, inside }: PlaywrightRun): Promise<number> {
  await buildAll();
  const env: Record<string, string | undefined> = { ...process.env, ...inside?.env };
  if (realElectron() === null) {
    say("Runtime: the Chromium host of test/electron-host (Electron's binary is not here).");
    env.ELECTRON_OVERRIDE_DIST_PATH = await buildElectronHost();
  } else {
    say("Runtime: Electron.");
  }
  // A screen of the tests' own: they capture it, and nobody's work should be in the picture. To watch, HEADED=1.
  const isWatched = process.env.HEADED === "1" && hasDisplay();
  const display = process.platform === "linux" && !isWatched ? await startVirtualDisplay() : null;
  const tests = [bin("playwright"), "test", `--project=${project}`, ...args];
  const [command = "", ...rest] = [...(inside?.command ?? []), ...tests];
  try {
    return await run(command, rest, { env: { ...env, ...display?.env } });
  } finally {
    await display?.stop();
  }
}
