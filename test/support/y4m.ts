import { type FileHandle, open } from "node:fs/promises";

export type Colour = readonly [red: number, green: number, blue: number];

export interface Clip {
  readonly width: number;
  readonly height: number;
  readonly framesPerSecond: number;
  readonly frames: number;
  /** The colour of a pixel of one frame. */
  readonly pixel: (x: number, y: number, frame: number) => Colour;
}

/** A YUV4MPEG2 file (I420, BT.601 in video range) for Chromium's fake camera, which plays it in a loop. */
export async function writeY4m(file: string, clip: Clip): Promise<void> {
  const { width, height, framesPerSecond, frames } = clip;
  const out = await open(file, "w");
  try {
    await out.write(
      `YUV4MPEG2 W${String(width)} H${String(height)} F${String(framesPerSecond)}:1 Ip A1:1 C420jpeg\n`,
    );
    for (let frame = 0; frame < frames; frame += 1) await writeFrame(out, clip, frame);
  } finally {
    await out.close();
  }
}

async function writeFrame(out: FileHandle, { width, height, pixel }: Clip, frame: number): Promise<void> {
  const luma = Buffer.alloc(width * height);
  const blue = Buffer.alloc(luma.length / 4);
  const red = Buffer.alloc(luma.length / 4);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const [r, g, b] = pixel(x, y, frame);
      luma[y * width + x] = Math.round(16 + (65.481 * r + 128.553 * g + 24.966 * b) / 255);
      if (x % 2 === 1 || y % 2 === 1) continue;
      const at = (y / 2) * (width / 2) + x / 2;
      blue[at] = Math.round(128 + (-37.797 * r - 74.203 * g + 112 * b) / 255);
      red[at] = Math.round(128 + (112 * r - 93.786 * g - 18.214 * b) / 255);
    }
  }
  await out.write(Buffer.concat([Buffer.from("FRAME\n"), luma, blue, red]));
}
