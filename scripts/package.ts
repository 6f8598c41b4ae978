/** An unpacked app for this operating system, where Electron's runtime is to be had. */
import { buildAll } from "./lib/build.ts";
import { fetchElectron, realElectron } from "./lib/electron.ts";
import { bin, mustRun, say } from "./lib/run.ts";

const fetchLimitMs = 300_000;

if ((realElectron() ?? fetchElectron(fetchLimitMs)) === null) {
  say("Nothing was packaged: Electron's runtime is not on this machine and could not be fetched.");
  say("Run this command once where the electron package can download its binary; everything else is ready.");
} else {
  await buildAll();
  await mustRun(bin("electron-builder"), ["--dir", "--config", "electron-builder.yml", "--publish", "never"]);
  say("The unpacked app is in release/.");
}
