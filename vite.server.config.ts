import { builtinModules } from "node:module";
import { defineConfig } from "vite";

/** The server side as one file for Node, and one for its media threads. Their libraries stay in node_modules: some of them load files of their own. */
export default defineConfig({
  publicDir: false,
  build: {
    ssr: true,
    outDir: "dist/server",
    emptyOutDir: true,
    target: "node20",
    sourcemap: true,
    rollupOptions: {
      input: { index: "server-stub/index.ts", "media-worker": "server-stub/media/pool/media-worker.ts" },
      external: [...builtinModules, /^node:/],
      output: { format: "es", entryFileNames: "[name].js" },
    },
  },
});
