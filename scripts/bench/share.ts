import type { Page } from "playwright-core";
import { accept, call, expectTalking, hangUp, type Seat } from "../../test/e2e/support/office.ts";
import type { Measurement } from "./measurement.ts";
import { withPair } from "./offices.ts";
import { momentsOf, nextClick } from "./page-times.ts";
import { showTestPicture } from "./test-picture.ts";
import { keepPeerConnections, sentVideoKbps } from "./video-rate.ts";

const firstFrame = "share click to first readable frame";
const stillRate = "still screen, best for text";
const repetitions = 5;

/** Alice shares the whole screen with Bob. Readable: squares of two pixels come through with half of their contrast. */
export const share: Measurement = {
  figures: [firstFrame, stillRate],
  run: async () => {
    const takeAway = await showTestPicture();
    try {
      return await withPair(async (alice, bob) => {
        await keepPeerConnections(alice.page);
        await call(alice, "bob");
        await accept(bob);
        await expectTalking(alice, bob);
        const frames = [await startShare(alice, bob)];
        // The first seconds are the picture's arrival, not its standing still.
        await sentVideoKbps(alice.page, 5_000);
        const rates: number[] = [];
        while (rates.length < repetitions) rates.push(await sentVideoKbps(alice.page, 3_000));
        while (frames.length < repetitions) {
          await stopShare(alice, bob);
          frames.push(await startShare(alice, bob));
        }
        await hangUp(alice);
        return [
          { name: firstFrame, unit: "ms", samples: frames },
          { name: stillRate, unit: "kbit/s", samples: rates },
        ] as const;
      });
    } finally {
      await takeAway();
    }
  },
};

async function startShare({ page }: Seat, viewer: Seat): Promise<number> {
  await page.getByRole("button", { name: "Share", exact: true }).first().click();
  const picker = page.getByRole("dialog");
  await picker.getByRole("option").first().click();
  const { click, frame } = await momentsOf(
    { click: nextClick(page), frame: firstReadableFrame(viewer.page) },
    () => picker.getByRole("button", { name: "Share", exact: true }).click(),
  );
  return frame - click;
}

async function stopShare({ page }: Seat, viewer: Seat): Promise<void> {
  await page.getByRole("button", { name: "Stop sharing" }).first().click();
  await viewer.page.locator(screenVideo).waitFor({ state: "detached" });
}

const screenVideo = 'video[aria-label*="screen" i]';

/** When a frame of the remote screen shows the squares; ms since the epoch. Looks at each frame that is presented. */
function firstReadableFrame(page: Page, limitMs = 30_000): Promise<number> {
  return page.evaluate(
    async ({ selector, limit }) => {
      const giveUp = performance.now() + limit;
      const side = 64;
      const canvas = new OffscreenCanvas(side, side);
      const context = canvas.getContext("2d", { willReadFrequently: true });
      if (context === null) throw new Error("no canvas");
      let contrast = 0;
      while (performance.now() < giveUp) {
        const video = document.querySelector<HTMLVideoElement>(selector);
        if (video !== null && video.videoWidth > side) {
          const [x, y] = [video.videoWidth / 2, video.videoHeight / 2];
          context.drawImage(video, x, y, side, side, 0, 0, side, side);
          const { data } = context.getImageData(0, 0, side, side);
          const light = Array.from({ length: side * side }, (_none, at) => data[at * 4] ?? 0);
          const mean = light.reduce((sum, value) => sum + value, 0) / light.length;
          contrast = Math.sqrt(light.reduce((sum, value) => sum + (value - mean) ** 2, 0) / light.length);
          if (contrast > 64) return performance.timeOrigin + performance.now();
        }
        await new Promise((resolve) => requestAnimationFrame(resolve));
      }
      throw new Error(`no readable frame came; the last one's contrast was ${contrast.toFixed(0)} of 127`);
    },
    { selector: screenVideo, limit: limitMs },
  );
}
