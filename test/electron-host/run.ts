/** What the stand-in for Electron's executable runs: `electron [switches] [-r module] appFolder`. */
import { readFileSync } from "node:fs";
import Module from "node:module";
import path from "node:path";
import { parseArguments } from "./arguments.ts";
import { createHost } from "./host.ts";

interface AppPackage {
  readonly name?: string;
  readonly productName?: string;
  readonly version?: string;
  readonly main?: string;
}

const electronVersion = "45.4.1";
const args = parseArguments(process.argv.slice(2));
const appPath = path.resolve(args.appPath ?? ".");
const manifest = JSON.parse(readFileSync(path.join(appPath, "package.json"), "utf8")) as AppPackage;

/** As Electron is when it starts from its own resources: `resources/app` is the app. */
const isPackaged = process.env.ELECTRON_HOST_PACKAGED === "1";

const host = createHost({
  hostFolder: __dirname,
  appPath,
  name: manifest.productName ?? manifest.name ?? "Electron",
  version: manifest.version ?? "0.0.0",
  switches: new Map(args.switches),
  isPackaged,
  headless: process.env.ELECTRON_HOST_HEADLESS === "1",
  extraSwitches: (process.env.ELECTRON_HOST_ARGS ?? "").split("\n").filter((one) => one !== ""),
});

const loader = Module as unknown as { _load: (request: string, ...rest: unknown[]) => unknown };
const load = loader._load;
loader._load = (request, ...rest) =>
  ["electron", "electron/main", "electron/common"].includes(request) ? host.electron : load(request, ...rest);

process.argv.splice(1, 1); // this file: Electron's first argument is the app's, or a switch
Object.assign(process, {
  type: "browser",
  ...(isPackaged ? {} : { defaultApp: true }),
  resourcesPath: isPackaged ? path.dirname(appPath) : path.join(appPath, "resources"),
});
Object.defineProperty(process.versions, "electron", { value: electronVersion, enumerable: true });

const quit = (): void => (host.electron as { app: { quit(): void } }).app.quit();
for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, quit);
for (const file of args.requires) loader._load(path.resolve(file), undefined, false);
loader._load(path.join(appPath, manifest.main ?? "index.js"), null, true);
host.start().catch((cause: unknown) => {
  process.stderr.write(`electron-host: ${cause instanceof Error ? cause.message : String(cause)}\n`);
  process.exit(2);
});
