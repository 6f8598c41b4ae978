/** `nativeImage`: pictures as bitmaps, PNG only. Sizes are in points: pixels divided by the scale factor. */
import { readFileSync } from "node:fs";
import type { NativeImage as ElectronImage, Size } from "electron";
import { Guarded, guarded } from "../not-in-host.ts";
import { type Bitmap, decodePng, encodePng, scaleBitmap } from "./png.ts";

interface Representation {
  readonly scaleFactor: number;
  readonly bitmap: Bitmap;
}

type Implemented = Pick<
  ElectronImage,
  | "isEmpty"
  | "getSize"
  | "getAspectRatio"
  | "getScaleFactors"
  | "toPNG"
  | "toBitmap"
  | "toDataURL"
  | "resize"
  | "crop"
  | "addRepresentation"
  | "isTemplateImage"
  | "setTemplateImage"
>;

export class NativeImage extends Guarded implements Implemented {
  readonly #representations: Representation[];
  #template = false;

  constructor(representations: readonly Representation[]) {
    super("NativeImage");
    this.#representations = [...representations];
  }

  isEmpty(): boolean {
    return this.#representations.length === 0;
  }

  /** The representation of a scale, else the nearest one that has at least its pixels. */
  #at(scaleFactor: number): Representation | undefined {
    const sorted = this.#representations.toSorted((one, other) => one.scaleFactor - other.scaleFactor);
    return sorted.find((one) => one.scaleFactor >= scaleFactor) ?? sorted.at(-1);
  }

  getSize(scaleFactor = 1): Size {
    const found = this.#at(scaleFactor);
    if (found === undefined) return { width: 0, height: 0 };
    const { width, height } = found.bitmap;
    return {
      width: Math.round(width / found.scaleFactor),
      height: Math.round(height / found.scaleFactor),
    };
  }

  getAspectRatio(scaleFactor = 1): number {
    const { width, height } = this.getSize(scaleFactor);
    return height === 0 ? 1 : width / height;
  }

  getScaleFactors(): number[] {
    return this.#representations.map((one) => one.scaleFactor);
  }

  toPNG({ scaleFactor = 1 }: { scaleFactor?: number } = {}): Buffer {
    const found = this.#at(scaleFactor);
    return found === undefined ? Buffer.alloc(0) : encodePng(found.bitmap);
  }

  toBitmap({ scaleFactor = 1 }: { scaleFactor?: number } = {}): Buffer {
    return Buffer.from(this.#at(scaleFactor)?.bitmap.bgra ?? Buffer.alloc(0));
  }

  toDataURL({ scaleFactor = 1 }: { scaleFactor?: number } = {}): string {
    return `data:image/png;base64,${this.toPNG({ scaleFactor }).toString("base64")}`;
  }

  resize({ width, height }: { width?: number; height?: number }): ElectronImage {
    const size = this.getSize();
    const wide = width ?? Math.round(((height ?? size.height) * size.width) / size.height);
    const high = height ?? Math.round((wide * size.height) / size.width);
    return image(
      this.#representations.map(({ scaleFactor, bitmap }) => ({
        scaleFactor,
        bitmap: scaleBitmap(bitmap, Math.round(wide * scaleFactor), Math.round(high * scaleFactor)),
      })),
    );
  }

  crop({ x, y, width, height }: { x: number; y: number; width: number; height: number }): ElectronImage {
    return image(
      this.#representations.map(({ scaleFactor: scale, bitmap }) => ({
        scaleFactor: scale,
        bitmap: cropBitmap(bitmap, {
          x: x * scale,
          y: y * scale,
          width: width * scale,
          height: height * scale,
        }),
      })),
    );
  }

  addRepresentation(options: {
    scaleFactor?: number;
    width?: number;
    height?: number;
    buffer?: Buffer;
    dataURL?: string;
  }): void {
    const { scaleFactor = 1, buffer, dataURL, width, height } = options;
    const file = dataURL === undefined ? (buffer ?? Buffer.alloc(0)) : bytesOf(dataURL);
    const bitmap = decodePng(file) ?? rawBitmap(file, width, height);
    if (bitmap !== null) this.#representations.push({ scaleFactor, bitmap });
  }

  isTemplateImage(): boolean {
    return this.#template;
  }

  setTemplateImage(isTemplate: boolean): void {
    this.#template = isTemplate;
  }

  get isMacTemplateImage(): boolean {
    return this.#template;
  }

  set isMacTemplateImage(isTemplate: boolean) {
    this.#template = isTemplate;
  }
}

/** What the app is given: the class has what its type promises, and throws for the rest. */
const image = (representations: readonly Representation[]): ElectronImage =>
  new NativeImage(representations) as unknown as ElectronImage;

const one = (bitmap: Bitmap | null, scaleFactor = 1): ElectronImage =>
  image(bitmap === null ? [] : [{ scaleFactor, bitmap }]);

export const imageOf = (bitmap: Bitmap | null): ElectronImage => one(bitmap);

function rawBitmap(bytes: Buffer, width = 0, height = 0): Bitmap | null {
  if (width * height === 0 || bytes.length !== 4 * width * height) return null;
  return { width, height, bgra: Buffer.from(bytes) };
}

function cropBitmap(bitmap: Bitmap, area: { x: number; y: number; width: number; height: number }): Bitmap {
  const [left, top] = [Math.min(area.x, bitmap.width), Math.min(area.y, bitmap.height)];
  const [width, height] = [
    Math.min(area.width, bitmap.width - left),
    Math.min(area.height, bitmap.height - top),
  ];
  const rows = Array.from({ length: height }, (_none, row) => {
    const start = 4 * ((top + row) * bitmap.width + left);
    return bitmap.bgra.subarray(start, start + 4 * width);
  });
  return { width, height, bgra: Buffer.concat(rows) };
}

const bytesOf = (dataURL: string): Buffer =>
  Buffer.from(dataURL.slice(dataURL.indexOf(",") + 1), /;base64,/.test(dataURL) ? "base64" : "utf8");

/** `x@2x.png` beside `x.png` is taken along, as Electron does. */
function fromPath(file: string): ElectronImage {
  const atScale = (suffix: string, scaleFactor: number): Representation[] => {
    const bitmap = decodePng(readOrEmpty(file.replace(/(\.[a-z]+)$/i, `${suffix}$1`)));
    return bitmap === null ? [] : [{ scaleFactor, bitmap }];
  };
  return image([...atScale("", 1), ...atScale("@1.5x", 1.5), ...atScale("@2x", 2), ...atScale("@3x", 3)]);
}

function readOrEmpty(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch {
    return Buffer.alloc(0); // an image that is not there is an empty image
  }
}

export const nativeImageModule = guarded("nativeImage", {
  createEmpty: () => image([]),
  createFromPath: fromPath,
  createFromDataURL: (url: string) => one(decodePng(bytesOf(url))),
  createFromBuffer: (
    bytes: Buffer,
    { width, height, scaleFactor = 1 }: { width?: number; height?: number; scaleFactor?: number } = {},
  ) => one(decodePng(bytes) ?? rawBitmap(bytes, width, height), scaleFactor),
  createFromBitmap: (
    bytes: Buffer,
    { width, height, scaleFactor = 1 }: { width: number; height: number; scaleFactor?: number },
  ) => one(rawBitmap(bytes, width, height), scaleFactor),
});
