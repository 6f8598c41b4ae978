/** Starts the server with the demo people and opens the app: for a first look and for development. */
import { spawn } from "node:child_process";
import path from "node:path";
import { buildElectronHost } from "../test/electron-host/build.ts";
import { buildAll } from "./lib/build.ts";
import { hasDisplay } from "./lib/display.ts";
import { fetchElectron, realElectron } from "./lib/electron.ts";
import { bin, end, root, run, say } from "./lib/run.ts";
import { startServerProcess } from "./lib/server.ts";
import { ensureSystemPackages } from "./lib/system-packages.ts";

const fetchLimitMs = 300_000;

if (!hasDisplay()) {
  say(
    "There is no display here, so the unattended demonstration runs instead: two apps and a call between them.\n",
  );
  process.exit(await run(bin("tsx"), ["scripts/demo.ts"]));
}

const electron = realElectron() ?? fetchElectron(fetchLimitMs);
let command: string;
if (electron === null) {
  say(
    "Electron's runtime could not be fetched here: the app opens in the Chromium host of test/electron-host instead.",
  );
  await ensureSystemPackages(["chromium"]);
  command = path.join(await buildElectronHost(), "electron");
} else {
  say("The app opens in Electron.");
  command = electron;
}
await buildAll();
const server = await startServerProcess();
say(`Server: ${server.addresses.tokenServer}   Sign in as alice, bob or carol with the password "deskline".`);
say("A second window for the other end of a call: run this in another terminal:");
say(`  npm run start:app -- --user-data-dir=.deskline/second`);

const app = spawn(command, [root, ...process.argv.slice(2)], {
  stdio: "inherit",
  env: { ...process.env, DESKLINE_SERVER: server.addresses.tokenServer },
});
process.once("SIGINT", () => void end(app));
await new Promise((resolve) => app.once("exit", resolve));
await server.stop();
