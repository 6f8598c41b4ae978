import { chromium } from "playwright-core";

/** A whole screen of squares of two pixels, as fine as the strokes of small text, that stands still. */
const picture = `<!doctype html><title>Test picture</title><style>
  html { height: 100%; background: repeating-conic-gradient(#000 0 25%, #fff 0 50%) 0 0 / 4px 4px }
</style>`;

/** Fills the display of this process's environment with it; resolves with how to take it away. */
export async function showTestPicture(): Promise<() => Promise<void>> {
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    headless: false,
    args: [...(process.getuid?.() === 0 ? ["--no-sandbox"] : []), "--kiosk"],
  });
  const page = await browser.newPage({ viewport: null });
  await page.setContent(picture);
  return () => browser.close();
}
