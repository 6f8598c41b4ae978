import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { root } from "../lib/run.ts";
import type { Measurement } from "./measurement.ts";

const size = "renderer JavaScript, gzip";

/** All scripts of the built page, each compressed by itself, as a download would be. */
export const rendererSize: Measurement = {
  figures: [size],
  run: async () => {
    const folder = path.join(root, "dist/renderer");
    const names = await readdir(folder, { recursive: true });
    const scripts = await Promise.all(
      names.filter((name) => name.endsWith(".js")).map((name) => readFile(path.join(folder, name))),
    );
    if (scripts.length === 0) throw new Error("dist/renderer has no script");
    const bytes = scripts.reduce((sum, script) => sum + gzipSync(script, { level: 9 }).byteLength, 0);
    return [{ name: size, unit: "kB", samples: [bytes / 1_000] }];
  },
};
