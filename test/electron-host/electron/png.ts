/** PNG as far as images of this app go: eight bits a channel, not interlaced (PNG specification, third edition). */
import { crc32, deflateSync, inflateSync } from "node:zlib";

export interface Bitmap {
  readonly width: number;
  readonly height: number;
  /** Four bytes a pixel: blue, green, red, alpha, as Electron's bitmaps are on Linux. */
  readonly bgra: Buffer;
}

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const channelsOf: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };

export function encodePng({ width, height, bgra }: Bitmap): Buffer {
  const lines = Buffer.alloc(height * (1 + 4 * width));
  for (let y = 0, to = 0; y < height; y++) {
    lines[to++] = 0; // no filter
    for (let from = 4 * y * width; from < 4 * (y + 1) * width; from += 4, to += 4) {
      lines[to] = bgra[from + 2]!;
      lines[to + 1] = bgra[from + 1]!;
      lines[to + 2] = bgra[from]!;
      lines[to + 3] = bgra[from + 3]!;
    }
  }
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 6, 0, 0, 0], 8);
  return Buffer.concat([
    signature,
    chunk("IHDR", head),
    chunk("IDAT", deflateSync(lines, { level: 1 })),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}

/** Null for what is not such a PNG. */
export function decodePng(file: Buffer): Bitmap | null {
  if (file.length < 33 || !file.subarray(0, 8).equals(signature)) return null;
  const chunks = readChunks(file);
  const head = chunks.get("IHDR");
  const data = chunks.get("IDAT");
  if (head === undefined || data === undefined) return null;
  const [width, height] = [head.readUInt32BE(0), head.readUInt32BE(4)];
  const channels = channelsOf[head[9]!];
  if (head[8] !== 8 || head[12] !== 0 || channels === undefined) return null;
  const samples = unfilter(inflateSync(data), width * channels, channels, height);
  const bgra = toBgra(samples, {
    color: head[9]!,
    channels,
    palette: chunks.get("PLTE"),
    alpha: chunks.get("tRNS"),
  });
  return { width, height, bgra };
}

/** Chunks by type; those of one type are joined, as the pieces of IDAT have to be. */
function readChunks(file: Buffer): Map<string, Buffer> {
  const chunks = new Map<string, Buffer>();
  for (let at = 8; at + 8 <= file.length;) {
    const length = file.readUInt32BE(at);
    const type = file.toString("latin1", at + 4, at + 8);
    const data = file.subarray(at + 8, at + 8 + length);
    chunks.set(type, Buffer.concat([chunks.get(type) ?? Buffer.alloc(0), data]));
    at += 12 + length;
  }
  return chunks;
}

function unfilter(data: Buffer, lineLength: number, step: number, height: number): Buffer {
  const out = Buffer.alloc(lineLength * height);
  for (let y = 0; y < height; y++) {
    const filter = data[y * (lineLength + 1)];
    for (let x = 0; x < lineLength; x++) {
      const at = y * lineLength + x;
      const left = x < step ? 0 : out[at - step]!;
      const up = y === 0 ? 0 : out[at - lineLength]!;
      const corner = x < step || y === 0 ? 0 : out[at - lineLength - step]!;
      const predicted = [0, left, up, (left + up) >> 1, paeth(left, up, corner)][filter ?? 0] ?? 0;
      out[at] = (data[y * (lineLength + 1) + 1 + x]! + predicted) & 0xff;
    }
  }
  return out;
}

function paeth(left: number, up: number, corner: number): number {
  const guess = left + up - corner;
  const [a, b, c] = [Math.abs(guess - left), Math.abs(guess - up), Math.abs(guess - corner)];
  return a <= b && a <= c ? left : b <= c ? up : corner;
}

interface Samples {
  readonly color: number;
  readonly channels: number;
  readonly palette: Buffer | undefined;
  readonly alpha: Buffer | undefined;
}

function toBgra(samples: Buffer, { color, channels, palette, alpha }: Samples): Buffer {
  const count = samples.length / channels;
  const out = Buffer.alloc(4 * count);
  for (let pixel = 0; pixel < count; pixel++) {
    const at = pixel * channels;
    const first = samples[at]!;
    const isGrey = color === 0 || color === 4;
    const [red, green, blue] =
      color === 3
        ? [palette?.[3 * first] ?? 0, palette?.[3 * first + 1] ?? 0, palette?.[3 * first + 2] ?? 0]
        : isGrey
          ? [first, first, first]
          : [first, samples[at + 1]!, samples[at + 2]!];
    const opacity =
      color === 3 ? (alpha?.[first] ?? 255) : color === 4 || color === 6 ? samples[at + channels - 1]! : 255;
    out.set([blue, green, red, opacity], 4 * pixel);
  }
  return out;
}

/** Averages the pixels that fall together; good enough to look at, and to compare colours on. */
export function scaleBitmap(bitmap: Bitmap, width: number, height: number): Bitmap {
  const bgra = Buffer.alloc(4 * width * height);
  for (let y = 0; y < height; y++) {
    const [top, bottom] = span(y, height, bitmap.height);
    for (let x = 0; x < width; x++) {
      const [left, right] = span(x, width, bitmap.width);
      for (let channel = 0; channel < 4; channel++) {
        let sum = 0;
        for (let row = top; row < bottom; row++)
          for (let column = left; column < right; column++)
            sum += bitmap.bgra[4 * (row * bitmap.width + column) + channel]!;
        bgra[4 * (y * width + x) + channel] = Math.round(sum / ((bottom - top) * (right - left)));
      }
    }
  }
  return { width, height, bgra };
}

function span(at: number, count: number, total: number): [number, number] {
  const start = Math.floor((at * total) / count);
  return [start, Math.max(start + 1, Math.floor(((at + 1) * total) / count))];
}
