import { readFileSync } from "node:fs";
import path from "node:path";
import { defineConfig, type Plugin } from "vite";
import { onwarn } from "./vite.warnings.ts";

const page = (name: string): string => path.join(import.meta.dirname, "renderer", `${name}.html`);

/** The page of the small windows: the main one, with another script. */
const cardPage: Plugin = {
  name: "card-page",
  resolveId: (id) => (id === page("card") ? id : null),
  load: (id) =>
    id === page("card") ? readFileSync(page("index"), "utf8").replace("./index.tsx", "./card.tsx") : null,
};

/** The page: relative addresses, so that it works below app:// as well as from a test server; no inline script. */
export default defineConfig({
  root: "renderer",
  plugins: [cardPage],
  base: "./",
  esbuild: { jsx: "automatic", jsxImportSource: "preact" },
  build: {
    outDir: "../dist/renderer",
    emptyOutDir: true,
    target: "chrome138",
    modulePreload: false,
    assetsInlineLimit: 0,
    rollupOptions: { input: { index: page("index"), card: page("card") }, onwarn },
  },
});
