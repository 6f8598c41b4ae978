import { builtinModules } from "node:module";
import { defineConfig } from "vite";

/** One CommonJS file. Electron and Node are there at run time; keytar is native and stays in node_modules. */
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
      external: [/^electron(\/.*)?$/, ...builtinModules, /^node:/, "keytar", "bufferutil", "utf-8-validate"],
      output: { format: "cjs", entryFileNames: "index.cjs", inlineDynamicImports: true },
    },
  },
});
