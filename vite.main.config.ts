import { builtinModules } from "node:module";
import { defineConfig } from "vite";
import { onwarn } from "./vite.warnings.ts";

/**
 * CommonJS: one file, and one for each part that is loaded when it is first needed. Electron and Node are there at run
 * time; keytar and LevelDB are native and stay in node_modules.
 */
export default defineConfig({
  publicDir: false,
  ssr: { noExternal: true },
  build: {
    ssr: "main/index.ts",
    outDir: "dist/main",
    emptyOutDir: true,
    target: "node20",
    sourcemap: true,
    rollupOptions: {
      external: [
        /^electron(\/.*)?$/,
        ...builtinModules,
        /^node:/,
        "keytar",
        "classic-level",
        "bufferutil",
        "utf-8-validate",
      ],
      onwarn,
      output: { format: "cjs", entryFileNames: "index.cjs", chunkFileNames: "lazy-[name].cjs" },
    },
  },
});
