import { bin, mustRun } from "./run.ts";

/** Builds main, preload, renderer and server into dist/. */
export async function buildAll(): Promise<void> {
  for (const part of ["main", "preload", "renderer", "server"]) {
    await mustRun(bin("vite"), ["build", "--logLevel", "warn", "-c", `vite.${part}.config.ts`]);
  }
}
