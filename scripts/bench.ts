/**
 * Measures Deskline on this machine: one table, then one JSON line. Nothing here passes or fails by a time; what could
 * not be measured says why. Names of measurements as arguments choose among them.
 */
import { spawnSync } from "node:child_process";
import os from "node:os";
import { buildElectronHost } from "../test/electron-host/build.ts";
import { type Figure, measure, type Measurement, type Missing } from "./bench/measurement.ts";
import { summary, table } from "./bench/report.ts";
import { buildAll } from "./lib/build.ts";
import { startVirtualDisplay } from "./lib/display.ts";
import { realElectron } from "./lib/electron.ts";
import { fail, root, say } from "./lib/run.ts";
import { ensureSystemPackages } from "./lib/system-packages.ts";

// Before the build, as later commits are not in it.
const commit = spawnSync("git", ["rev-parse", "--short", "HEAD"], {
  cwd: root,
  encoding: "utf8",
}).stdout.trim();
const wanted = process.argv.slice(2);
// The media engine alone needs no apps.
const withApps = wanted.length === 0 || wanted.some((name) => name !== "sfu");
const display = withApps ? await prepareApps() : null;

// The fixtures read the environment when they are loaded, so they come after it has been set.
const { runtimeName } = await import("../test/e2e/support/desktop.ts");
const all: Readonly<Record<string, Measurement>> = {
  size: (await import("./bench/renderer-size.ts")).rendererSize,
  start: (await import("./bench/start-up.ts")).startUps,
  calls: (await import("./bench/calls.ts")).calls,
  phone: (await import("./bench/phone.ts")).phone,
  share: (await import("./bench/share.ts")).share,
  chat: (await import("./bench/chat.ts")).chat,
  sfu: (await import("./bench/sfu.ts")).sfu,
};

const unknown = wanted.filter((name) => !(name in all));
if (unknown.length > 0) fail(`There is no ${unknown.join(", ")}; there are ${Object.keys(all).join(", ")}.`);

const loadBefore = os.loadavg();
const figures: (Figure | Missing)[] = [];
for (const [name, measurement] of Object.entries(all)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  process.stderr.write(`measuring ${name}\n`);
  figures.push(...(await measure(measurement)));
  process.stderr.write(`${JSON.stringify(figures.slice(-measurement.figures.length).map(summary))}\n`);
}
await display?.stop();

const machine = {
  date: new Date().toISOString(),
  commit,
  cpu: os.cpus()[0]?.model ?? "unknown",
  cores: os.availableParallelism(),
  memoryGb: Math.round(os.totalmem() / 1e9),
  system: `${os.type()} ${os.release()}`,
  node: process.version,
  runtime: runtimeName(),
  loadBefore: loadBefore.map((load) => Math.round(load * 10) / 10),
  loadAfter: os.loadavg().map((load) => Math.round(load * 10) / 10),
};
say(`\n${table(figures)}\n`);
say(JSON.stringify({ ...machine, figures: figures.map(summary) }));
process.exit(0);

/** Builds what the apps are started from. Null where no display has to be brought. */
async function prepareApps() {
  await ensureSystemPackages(["chromium", "xvfb", "openbox"]);
  await buildAll();
  if (realElectron() === null) process.env.ELECTRON_OVERRIDE_DIST_PATH = await buildElectronHost();
  const display = process.platform === "linux" ? await startVirtualDisplay("1280x900") : null;
  Object.assign(process.env, display?.env);
  return display;
}
