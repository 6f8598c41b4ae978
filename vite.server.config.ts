import { builtinModules } from "node:module";
import { defineConfig } from "vite";

/** The server side as one file for Node. Its libraries stay in node_modules: some of them load files of their own. */
export default defineConfig({
  publicDir: false,
  build: {
    ssr: "server-stub/index.ts",
    outDir: "dist/server",
    emptyOutDir: true,
    target: "node20",
    sourcemap: true,
    rollupOptions: {
      external: [...builtinModules, /^node:/],
      output: { format: "es", entryFileNames: "index.js" },
    },
  },
});
