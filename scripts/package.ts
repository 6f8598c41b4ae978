/**
 * The unpacked app for this operating system, where Electron's runtime is to be had; with --installers, its installers
 * too. DESKLINE_UPDATE_URL names the folder from which installed apps update themselves; without it they do not.
 */
import { build } from "electron-builder";
import { buildAll } from "./lib/build.ts";
import { fetchElectron, realElectron } from "./lib/electron.ts";
import { packagingOverrides } from "./lib/packaging.ts";
import { fail, root, say } from "./lib/run.ts";

const fetchLimitMs = 300_000;
const wantsInstallers = process.argv.includes("--installers");

function overrides(): ReturnType<typeof packagingOverrides> {
  try {
    return packagingOverrides({ updateUrl: process.env.DESKLINE_UPDATE_URL ?? "" });
  } catch (cause) {
    return fail(cause instanceof Error ? cause.message : String(cause));
  }
}

const config = overrides();
if ((realElectron() ?? fetchElectron(fetchLimitMs)) === null) {
  say("Nothing was packaged: Electron's runtime is not on this machine and could not be fetched.");
  say("Run this command once where the electron package can download its binary; everything else is ready.");
} else {
  await buildAll();
  await build({ projectDir: root, config, dir: !wantsInstallers, publish: "never" });
  say(`${wantsInstallers ? "The installers are" : "The unpacked app is"} in release/.`);
}
