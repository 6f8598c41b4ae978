/** The built apps and the built server, through their windows. Arguments go to Playwright. */
import { buildElectronHost } from "../test/electron-host/build.ts";
import { buildAll } from "./lib/build.ts";
import { hasDisplay, startVirtualDisplay } from "./lib/display.ts";
import { realElectron } from "./lib/electron.ts";
import { bin, run, say } from "./lib/run.ts";
import { allNeeds, ensureSystemPackages } from "./lib/system-packages.ts";

await ensureSystemPackages(allNeeds);
await buildAll();
const env: Record<string, string | undefined> = { ...process.env };
if (realElectron() === null) {
  say("Runtime: the Chromium host of test/electron-host (Electron's binary is not here).");
  env.ELECTRON_OVERRIDE_DIST_PATH = await buildElectronHost();
} else {
  say("Runtime: Electron.");
}
// A screen of the tests' own: they capture it, and nobody's work should be in the picture. To watch, HEADED=1.
const isWatched = process.env.HEADED === "1" && hasDisplay();
const display = process.platform === "linux" && !isWatched ? await startVirtualDisplay() : null;
const code = await run(bin("playwright"), ["test", ...process.argv.slice(2)], {
  env: { ...env, ...display?.env },
});
await display?.stop();
process.exitCode = code;
