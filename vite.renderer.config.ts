import { defineConfig } from "vite";
import { onwarn } from "./vite.warnings.ts";

/** The page: relative addresses, so that it works below app:// as well as from a test server; no inline script. */
export default defineConfig({
  root: "renderer",
  base: "./",
  esbuild: { jsx: "automatic", jsxImportSource: "preact" },
  build: {
    outDir: "../dist/renderer",
    emptyOutDir: true,
    target: "chrome138",
    modulePreload: false,
    assetsInlineLimit: 0,
    rollupOptions: { input: { index: "renderer/index.html", card: "renderer/card.html" }, onwarn },
  },
});
