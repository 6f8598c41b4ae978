/** A camera that shows a picture of ours, and what a viewer sees of it: read from the decoded frames in their page. */
import { execFile } from "node:child_process";
import { rm } from "node:fs/promises";
import { promisify } from "node:util";
import { expect, type Page } from "@playwright/test";
import { type Colour, writeY4m } from "../../support/y4m.ts";
import type { Seat } from "./office.ts";

const bands: readonly Colour[] = [
  [200, 40, 40],
  [30, 140, 60],
  [50, 90, 200],
  [230, 200, 60],
];
/** The number of the frame as black and white blocks in one row; below it each turned round, to notice half a picture. */
const bits = 5;
const picture = { width: 640, height: 360, bandHeight: 240, blockHeight: 60 } as const;
/** Of 255. A camera's picture is scaled and pressed hard; its colours stay apart by far more than this. */
const tolerance = 48;

const block = (bit: number): number => Math.floor((bit * picture.width) / bits);

/** Chromium's switch for a camera that shows the picture. The file must have been written. */
export const cameraFrom = (file: string): string => `--use-file-for-fake-video-capture=${file}`;
/** Chromium's switch for so many cameras of its own, `fake_device_0` and on. The corners of the first are green, of the third yellow. */
export const cameras = (count: number): string =>
  `--use-fake-device-for-media-stream=device-count=${String(count)}`;

export const writeCameraFile = (file: string): Promise<void> =>
  writeY4m(file, {
    ...{ width: picture.width, height: picture.height, framesPerSecond: 10, frames: 2 ** bits },
    pixel: (x, y, frame) => {
      if (y < picture.bandHeight) return bands[Math.floor((x * bands.length) / picture.width)]!;
      const bit = Math.floor((x * bits) / picture.width);
      const on = ((frame >> (bits - 1 - bit)) & 1) === 1;
      return on === y < picture.bandHeight + picture.blockHeight ? [255, 255, 255] : [0, 0, 0];
    },
  });

/** The video of somebody's camera, in a page. */
export const videoOf = (page: Page, name: string): ReturnType<Page["locator"]> =>
  page.getByLabel(`Video of ${name}`, { exact: true });

/** Colours of the newest frame at points of it, 0 to 1 in both directions; null while there is none. */
export async function coloursAt(
  page: Page,
  name: string,
  points: readonly (readonly [x: number, y: number])[],
): Promise<number[][] | null> {
  const video = videoOf(page, name);
  if ((await video.count()) !== 1) return null;
  return video.evaluate((element: HTMLVideoElement, wanted) => {
    if (element.videoWidth === 0) return null;
    const canvas = new OffscreenCanvas(element.videoWidth, element.videoHeight);
    const context = canvas.getContext("2d", { willReadFrequently: true })!;
    context.drawImage(element, 0, 0);
    return wanted.map(([x, y]) => [
      ...context
        .getImageData(Math.floor(x * canvas.width), Math.floor(y * canvas.height), 1, 1)
        .data.subarray(0, 3),
    ]);
  }, points);
}

/** Waits for the picture's four colours. */
export async function expectCameraColours(page: Page, name: string): Promise<void> {
  const middle = picture.bandHeight / picture.height / 2;
  const points = bands.map((_, band) => [(band + 0.5) / bands.length, middle] as const);
  await expect
    .poll(async () => {
      const seen = await coloursAt(page, name, points);
      if (seen === null) return "nothing is seen";
      const isRight = seen.every((colour, band) =>
        colour.every((part, index) => Math.abs(part - bands[band]![index]!) < tolerance),
      );
      return isRight ? "as sent" : JSON.stringify(seen);
    })
    .toBe("as sent");
}

/** Waits until so many different frames of the picture were seen, each whole. */
export async function expectCameraMoves(page: Page, name: string, frames = 4): Promise<void> {
  const seen = new Set<number>();
  await expect
    .poll(async () => {
      const number = await frameNumber(page, name);
      if (number !== null) seen.add(number);
      return seen.size;
    })
    .toBeGreaterThanOrEqual(frames);
}

async function frameNumber(page: Page, name: string): Promise<number | null> {
  const { bandHeight, blockHeight, width, height } = picture;
  const row = (line: number): (readonly [number, number])[] =>
    Array.from({ length: bits }, (_, bit) => [
      (block(bit) + block(bit + 1)) / 2 / width,
      (bandHeight + (line + 0.5) * blockHeight) / height,
    ]);
  const seen = await coloursAt(page, name, [...row(0), ...row(1)]);
  if (seen === null) return null;
  const bright = seen.map(([, green]) => green! > 127);
  const isWhole = bright.slice(0, bits).every((on, bit) => on !== bright[bits + bit]);
  return isWhole ? bright.slice(0, bits).reduce((number, on) => number * 2 + (on ? 1 : 0), 0) : null;
}

/**
 * Takes the camera away as a pulled cable does: the file is its device, and the process that reads it goes with it, so
 * that Chromium ends the track, tells of changed devices and lists it no more.
 */
export async function unplugCamera(seat: Seat, file: string): Promise<void> {
  await rm(file);
  const { stdout } = await promisify(execFile)("ps", ["-A", "-ww", "-o", "pid=,ppid=,args="], {
    maxBuffer: 2 ** 24,
  });
  const all = stdout.split("\n").flatMap((line) => {
    const [, pid, parent, args] = /^\s*(\d+)\s+(\d+)\s(.*)$/.exec(line) ?? [];
    return args === undefined ? [] : [{ pid: Number(pid), parent: Number(parent), args }];
  });
  const ours = new Set([seat.desktop.app.process().pid]);
  for (let known = 0; known < ours.size;) {
    known = ours.size;
    for (const { pid, parent } of all) if (ours.has(parent)) ours.add(pid);
  }
  const readers = all.filter(({ pid, args }) => ours.has(pid) && args.includes("VideoCaptureService"));
  expect(readers).toHaveLength(1);
  process.kill(readers[0]!.pid, "SIGKILL");
}
