import { defineConfig } from "vite";
import { onwarn } from "./vite.warnings.ts";

/** One CommonJS file: a sandboxed preload can load nothing else. */
export default defineConfig({
  publicDir: false,
  ssr: { noExternal: true },
  build: {
    ssr: "preload/index.ts",
    outDir: "dist/preload",
    emptyOutDir: true,
    target: "chrome140",
    rollupOptions: {
      external: [/^electron(\/.*)?$/],
      onwarn,
      output: { format: "cjs", entryFileNames: "index.cjs" },
    },
  },
});
