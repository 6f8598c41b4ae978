import { readFileSync } from "node:fs";
import { randomBytes } from "node:crypto";
import path from "node:path";
import { isolatedWorldName, type PageInfo } from "../world/protocol.ts";

export interface DocumentScripts {
  readonly bindingName: string;
  readonly main: string;
  readonly isolated: string;
}

export { isolatedWorldName };

/** The scripts that run in every document of one window before its own. The build puts the worlds beside the host. */
export function documentScripts(
  hostFolder: string,
  preload: string | undefined,
  argv: readonly string[],
): DocumentScripts {
  const world = (name: string): string => readFileSync(path.join(hostFolder, `${name}.js`), "utf8");
  const info: PageInfo = {
    secret: randomBytes(12).toString("hex"),
    bindingName: `__electronHost${randomBytes(6).toString("hex")}`,
    platform: process.platform,
    arch: process.arch,
    versions: { ...process.versions },
    argv,
  };
  const body = preload === undefined ? "null" : preloadFunction(readFileSync(preload, "utf8"));
  return {
    bindingName: info.bindingName,
    // in functions, so that no document has a name of ours among its globals
    main: `(() => {\n${world("main-world")}\nmainWorld.startMainWorld(${JSON.stringify(info.secret)});\n})();`,
    isolated: `(() => {\n${world("isolated-world")}\nisolatedWorld.startIsolatedWorld(${JSON.stringify(info)}, ${body});\n})();`,
  };
}

/** As Electron wraps a sandboxed preload: CommonJS names and nothing of Node. */
const preloadFunction = (source: string): string =>
  `function (require, module, exports, process, global) {\n${source}\n}`;
