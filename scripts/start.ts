/** Starts the server with the demo people and opens the app; with --two, a second one for the other end of a call. */
import { type ChildProcess, spawn } from "node:child_process";
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

const command = await runtime();
await buildAll();
const server = await startServerProcess(["--port", "0"]);
say(`Server: ${server.addresses.tokenServer}`);
say('Sign in as alice, bob or carol; the password of all three is "deskline".');

const two = process.argv.includes("--two");
const rest = process.argv.slice(2).filter((argument) => argument !== "--two");
const apps = (two ? ["first", "second"] : ["first"]).map((name) =>
  openApp(path.join(root, ".deskline", name)),
);
process.once("SIGINT", () => void Promise.all(apps.map((app) => end(app))));
await Promise.all(apps.map((app) => new Promise((resolve) => app.once("exit", resolve))));
await server.stop();

async function runtime(): Promise<string> {
  const electron = realElectron() ?? fetchElectron(fetchLimitMs);
  if (electron !== null) {
    say("The app opens in Electron.");
    return electron;
  }
  say(
    "Electron's runtime could not be fetched here: the app opens in the Chromium host of test/electron-host.",
  );
  await ensureSystemPackages(["chromium"]);
  return path.join(await buildElectronHost(), "electron");
}

function openApp(userData: string): ChildProcess {
  return spawn(command, [`--user-data-dir=${userData}`, root, ...rest], {
    stdio: "inherit",
    env: { ...process.env, DESKLINE_SERVER: server.addresses.tokenServer },
  });
}
