/** What a viewer sees of the test card: read from the decoded frames of the viewer's own page. */
import type { Page } from "@playwright/test";
import { type Card, card } from "./test-card.ts";

export interface SeenCard {
  readonly size: readonly [width: number, height: number];
  /** Of each patch's middle. */
  readonly colours: readonly (readonly number[])[];
  /** The time on the card and how long ago that was, in ms; null when the bits contradict each other. */
  readonly shownAt: number | null;
  readonly ageMs: number | null;
}

/** Reads the newest frame of the video with that label; null while there is none that shows the card. */
export function seenCard(page: Page, label: string): Promise<SeenCard | null> {
  return page.evaluate(
    ([name, what]) => {
      const frame = window.readCard(name, what);
      if (frame === null) return null;
      const { at, width, height, pixel } = frame;
      const { patches, patchSize, clock } = what;
      let bits = 0;
      let sound = true;
      for (let bit = 0; bit < clock.bits; bit += 1) {
        const x = clock.at[0] + (bit + 0.5) * clock.block;
        const on = pixel(x, clock.at[1] + clock.block / 2)[1]! > 127;
        if (on === pixel(x, clock.at[1] + clock.block * 1.5)[1]! > 127) sound = false;
        bits = bits * 2 + (on ? 1 : 0);
      }
      const wrap = 2 ** clock.bits;
      return {
        size: [width, height] as const,
        colours: patches.map(({ at: [x, y] }) => pixel(x + patchSize[0] / 2, y + patchSize[1] / 2)),
        shownAt: sound ? bits : null,
        ageMs: sound ? ((at % wrap) - bits + wrap) % wrap : null,
      };
    },
    [label, card] as const,
  );
}

/** Brightness of the text's part as it arrived and of so many px around it, row by row; null while there is no card. */
export function seenText(page: Page, label: string, margin: number): Promise<number[] | null> {
  return page.evaluate(
    ([name, what, around]) => {
      const frame = window.readCard(name, what);
      if (frame === null) return null;
      const { at, size } = what.text;
      const [width, height] = [size[0] + 2 * around, size[1] + 2 * around];
      return Array.from({ length: width * height }, (_, index) => {
        const [x, y] = [index % width, Math.floor(index / width)];
        const [r, g, b] = frame.pixel(at[0] - around + x, at[1] - around + y);
        return Math.round(0.299 * r! + 0.587 * g! + 0.114 * b!);
      });
    },
    [label, card, margin] as const,
  );
}

interface Frame {
  /** When it was read, in ms since the epoch. */
  readonly at: number;
  readonly width: number;
  readonly height: number;
  /** In px of the card. */
  readonly pixel: (x: number, y: number) => number[];
}

declare global {
  interface Window {
    readCard(label: string, card: Card): Frame | null;
  }
}

/** Puts what the other two use into the page. */
export async function installCardReader(page: Page): Promise<void> {
  await page.evaluate(() => {
    window.readCard = (label, { width, height, mark }) => {
      const video = document.querySelector<HTMLVideoElement>(`video[aria-label="${label}"]`);
      if (video === null || video.videoWidth === 0) return null;
      const canvas = new OffscreenCanvas(video.videoWidth, video.videoHeight);
      const context = canvas.getContext("2d", { willReadFrequently: true })!;
      context.drawImage(video, 0, 0);
      const at = Date.now();
      const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
      // Methods and no named functions: tsx would wrap those in a helper which the page does not have.
      const picture = {
        pixel(x: number, y: number): number[] {
          const index = (Math.round(y) * canvas.width + Math.round(x)) * 4;
          return [...data.subarray(index, index + 3)];
        },
        isMagenta(x: number, y: number): boolean {
          const index = (Math.round(y) * canvas.width + Math.round(x)) * 4;
          return data[index]! > 190 && data[index + 1]! < 90 && data[index + 2]! > 190;
        },
        isCyan(x: number, y: number): boolean {
          const [red, green, blue] = this.pixel(x, y);
          return red! < 90 && green! > 190 && blue! > 190;
        },
      };
      for (let y = 0; y + height <= canvas.height; y += 1) {
        for (let x = 0; x + width <= canvas.width; x += 1) {
          if (!picture.isMagenta(x, y) || !picture.isMagenta(x + mark / 2, y + mark / 2)) continue;
          if (!picture.isCyan(x + width - mark / 2, y + height - mark / 2)) continue;
          return {
            ...{ at, width: canvas.width, height: canvas.height },
            pixel(px: number, py: number): number[] {
              return picture.pixel(x + px, y + py);
            },
          };
        }
      }
      return null;
    };
  });
}
