/** A window of its own on the screen, which shows what a shared screen has to carry: colours, small text, the time. */
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import os from "node:os";
import path from "node:path";
import { chromium, type Page } from "@playwright/test";

export const cardTitle = "Deskline test card";
/** In px of the card. The marks are looked for in what arrives; everything else is measured from them. */
export const card = {
  width: 800,
  height: 560,
  mark: 24,
  patches: [
    { at: [60, 40], colour: [200, 30, 40] },
    { at: [180, 40], colour: [20, 140, 60] },
    { at: [300, 40], colour: [51, 102, 204] },
    { at: [420, 40], colour: [255, 136, 0] },
  ],
  patchSize: [100, 60],
  /** The time in ms as bits, most significant first; below it each bit turned round, so that half a picture is noticed. */
  clock: { at: [60, 130], bits: 24, block: 20 },
  text: { at: [40, 200], size: [720, 320] },
} as const;
export type Card = typeof card;

export interface TestCard {
  /** Brightness of the text's part, row by row, as the window draws it. */
  text(): Promise<number[]>;
  close(): Promise<void>;
}

/** Opens the card on the display of the environment. */
export async function openTestCard(): Promise<TestCard> {
  const server = createServer((_request, response) => {
    response.setHeader("content-type", "text/html; charset=utf-8");
    response.end(`<!doctype html><title>${cardTitle}</title><style>body{margin:0;overflow:hidden}</style>`);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const profile = await mkdtemp(path.join(os.tmpdir(), "deskline-card-"));
  const { port } = server.address() as AddressInfo;
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium",
    headless: false,
    viewport: null,
    args: [
      "--no-sandbox",
      // No bar that speaks of the switches.
      "--test-type",
      "--disable-gpu",
      `--app=http://127.0.0.1:${String(port)}/`,
      `--window-size=${String(card.width + 40)},${String(card.height + 80)}`,
      "--window-position=20,20",
      // Other windows of the test may cover it; it goes on drawing.
      "--disable-backgrounding-occluded-windows",
      "--disable-renderer-backgrounding",
      "--disable-features=CalculateNativeWinOcclusion",
    ],
  });
  const page = context.pages()[0] ?? (await context.waitForEvent("page"));
  await page.waitForURL(/127\.0\.0\.1/);
  await draw(page);
  return {
    text: () =>
      page.evaluate(({ text: { at, size } }) => {
        const context = document.querySelector("canvas")!.getContext("2d")!;
        const { data } = context.getImageData(at[0], at[1], size[0], size[1]);
        return Array.from({ length: size[0] * size[1] }, (_, pixel) => data[pixel * 4]!);
      }, card),
    close: async () => {
      await context.close();
      await new Promise((resolve) => server.close(resolve));
      await rm(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

async function draw(page: Page): Promise<void> {
  await page.evaluate(({ width, height, mark, patches, patchSize, clock, text }) => {
    const canvas = document.body.appendChild(document.createElement("canvas"));
    [canvas.width, canvas.height] = [width, height];
    const context = canvas.getContext("2d", { willReadFrequently: true })!;
    // A method and no named function: tsx would wrap that in a helper which the page does not have.
    const painter = {
      box(x: number, y: number, w: number, h: number, colour: string): void {
        context.fillStyle = colour;
        context.fillRect(x, y, w, h);
      },
      tick(): void {
        const now = Date.now();
        for (let bit = 0; bit < clock.bits; bit += 1) {
          const on = Math.floor(now / 2 ** (clock.bits - 1 - bit)) % 2 === 1;
          const x = clock.at[0] + bit * clock.block;
          this.box(x, clock.at[1], clock.block, clock.block, on ? "#ffffff" : "#000000");
          this.box(x, clock.at[1] + clock.block, clock.block, clock.block, on ? "#000000" : "#ffffff");
        }
        requestAnimationFrame(() => this.tick());
      },
    };
    painter.box(0, 0, width, height, "#dfe3ea");
    painter.box(0, 0, mark, mark, "#ff00ff");
    painter.box(width - mark, height - mark, mark, mark, "#00ffff");
    for (const { at, colour } of patches)
      painter.box(at[0], at[1], patchSize[0], patchSize[1], `rgb(${colour.join()})`);
    painter.box(text.at[0], text.at[1], text.size[0], text.size[1], "#ffffff");
    context.fillStyle = "#000000";
    const words =
      "The quick brown fox jumps over the lazy dog; 0123456789 +1 (919) 555-0123, 4,182.50 EUR {[(<|>)]} iIlL1 oO0";
    for (let line = 0; line < 20; line += 1) {
      context.font = `${line % 2 === 0 ? "11" : "13"}px sans-serif`;
      context.fillText(
        `${String(line + 1)}  ${words.slice(line)}`,
        text.at[0] + 8,
        text.at[1] + 16 + line * 15.5,
      );
    }
    painter.tick();
  }, card);
}
