import { defineConfig } from "vite";

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
    // zod's hints for tree shaking stand where Rollup cannot use them; that is no news on every build.
    rollupOptions: {
      input: { index: "renderer/index.html", card: "renderer/card.html" },
      onwarn: (warning, warn) => {
        if (warning.code !== "INVALID_ANNOTATION") warn(warning);
      },
    },
  },
});
