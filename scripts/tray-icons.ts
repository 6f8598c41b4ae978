/** Draws the tray's icons with the Chromium of this machine, from the shapes below. Run it after changing them. */
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { chromium } from "playwright-core";
import type { TrayIcon } from "../main/tray/tray-view.ts";
import { root, say } from "./lib/run.ts";
import { ensureSystemPackages } from "./lib/system-packages.ts";

/** Two ends and the line between them, as in the app's own sign. On a grid of 16. */
const line = "M3.5 10C3.5 3.5 12.5 3.5 12.5 10";
const outlined = `<path d="${line}"/><circle cx="3.5" cy="11" r="2"/><circle cx="12.5" cy="11" r="2"/>`;
const filled = `<path d="${line}" stroke-width="2.25"/><circle cx="3.5" cy="11" r="2.25" fill="currentColor"/><circle cx="12.5" cy="11" r="2.25" fill="currentColor"/>`;
const red = "#e5484d";
const dot = `<circle cx="13" cy="3" r="2.75" fill="${red}" stroke="none"/>`;

const shapes: Record<TrayIcon, string> = {
  offline: `<g opacity="0.45">${outlined}</g>`,
  ready: outlined,
  quiet: `${outlined}<path d="M5.5 11h5"/>`,
  missed: `${outlined}${dot}`,
  ringing: `${filled}<path d="M6 2.2a6 6 0 0 1 4 0M8 14.2v-3"/>`,
  call: filled,
  muted: `${filled}<path d="M2 2l12 12" stroke="${red}" stroke-width="2"/>`,
};
/** Seen on light panels and on dark ones; macOS wants black and colours it itself. */
const inks = { colour: "#6b76f0", template: "#000000" } as const;
const folder = path.join(root, "main/tray/icons");

await ensureSystemPackages(["chromium"]);
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: process.getuid?.() === 0 ? ["--no-sandbox"] : [],
});
await mkdir(folder, { recursive: true });
for (const scale of [1, 2]) {
  const page = await browser.newPage({ deviceScaleFactor: scale, viewport: { width: 16, height: 16 } });
  for (const [kind, ink] of Object.entries(inks)) {
    for (const [name, shape] of Object.entries(shapes)) {
      await page.setContent(
        `<body style="margin:0;color:${ink}"><svg style="display:block" viewBox="0 0 16 16" width="16" height="16" fill="none" stroke="currentColor" stroke-width="1.5" stroke-linecap="round">${shape}</svg>`,
      );
      const png = await page.screenshot({ omitBackground: true });
      await writeFile(path.join(folder, `${name}-${kind}${scale === 2 ? "@2x" : ""}.png`), png);
    }
  }
  await page.close();
}
await browser.close();
say("Icons are in main/tray/icons/.");
