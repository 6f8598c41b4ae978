/** Draws the app's icons from build/icon.svg, with the Chromium of this machine. Run it after changing that file. */
import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { chromium, type Page } from "playwright-core";
import { type IconPicture, icnsPixels, writeIcns, writeIco } from "./lib/icon-files.ts";
import { root, say } from "./lib/run.ts";
import { ensureSystemPackages } from "./lib/system-packages.ts";

const folder = path.join(root, "build");
const linuxPixels = [16, 24, 32, 48, 64, 128, 256, 512];
const windowsPixels = [16, 20, 24, 32, 40, 48, 64, 128, 256];
/** Of Apple's template: the tile takes 824 of 1024 points, the rest is air. */
const macScale = 824 / 1024;

async function draw(page: Page, svg: string, pixels: number, scale = 1): Promise<IconPicture> {
  const side = pixels * scale;
  const style = `margin: 0; display: grid; place-items: center; width: ${pixels}px; height: ${pixels}px`;
  await page.setViewportSize({ width: pixels, height: pixels });
  await page.setContent(
    `<body style="${style}"><div style="width: ${side}px; height: ${side}px">${svg}</div></body>`,
  );
  return { pixels, png: await page.screenshot({ omitBackground: true }) };
}

async function drawAll(
  page: Page,
  svg: string,
  sizes: readonly number[],
  scale?: number,
): Promise<IconPicture[]> {
  const pictures: IconPicture[] = [];
  for (const pixels of sizes) pictures.push(await draw(page, svg, pixels, scale));
  return pictures;
}

await ensureSystemPackages(["chromium"]);
const svg = (await readFile(path.join(folder, "icon.svg"), "utf8")).replace(
  "<svg ",
  '<svg style="display: block" ',
);
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: process.getuid?.() === 0 ? ["--no-sandbox"] : [],
});
const page = await browser.newPage();
await mkdir(path.join(folder, "icons"), { recursive: true });
for (const { pixels, png } of await drawAll(page, svg, linuxPixels))
  await writeFile(path.join(folder, "icons", `${pixels}x${pixels}.png`), png);
await writeFile(path.join(folder, "icon.ico"), writeIco(await drawAll(page, svg, windowsPixels)));
await writeFile(path.join(folder, "icon.icns"), writeIcns(await drawAll(page, svg, icnsPixels, macScale)));
await browser.close();
say("Icons are in build/.");
