import { chmod, mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { build } from "esbuild";

const folder = import.meta.dirname;
const output = path.join(folder, "dist");

const launcher = `#!/bin/sh
# Stands where Electron's executable would; Playwright and scripts start it the same way.
here=$(dirname "$(readlink -f "$0")")
inspect=
for argument in "$@"; do case "$argument" in --inspect=*) inspect="$argument";; esac; done
exec node $inspect "$here/run.cjs" "$@"
`;

/** Bundles the host; the folder is what ELECTRON_OVERRIDE_DIST_PATH has to name. */
export async function buildElectronHost(): Promise<string> {
  await mkdir(output, { recursive: true });
  const page = { bundle: true, format: "iife", target: "chrome140", logLevel: "error" } as const;
  await Promise.all([
    build({
      entryPoints: [path.join(folder, "run.ts")],
      outfile: path.join(output, "run.cjs"),
      bundle: true,
      platform: "node",
      format: "cjs",
      target: "node20",
      external: ["bufferutil", "utf-8-validate"],
      logLevel: "error",
    }),
    build({
      ...page,
      globalName: "isolatedWorld",
      entryPoints: [path.join(folder, "world/isolated-world.ts")],
      outfile: path.join(output, "isolated-world.js"),
    }),
    build({
      ...page,
      globalName: "mainWorld",
      entryPoints: [path.join(folder, "world/main-world.ts")],
      outfile: path.join(output, "main-world.js"),
    }),
  ]);
  const executable = path.join(output, "electron");
  await writeFile(executable, launcher);
  await chmod(executable, 0o755);
  return output;
}
