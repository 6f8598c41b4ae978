import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { nativeImageModule as nativeImage } from "./native-image.ts";
import { decodePng, encodePng } from "./png.ts";

/** Two pixels: opaque orange, half transparent blue. */
const bitmap = { width: 2, height: 1, bgra: Buffer.from([0, 0x88, 0xff, 255, 0xcc, 0x66, 0x33, 128]) };
/** Written by ImageMagick: orange without alpha, and a palette with a red line above a blue one. */
const foreign = {
  orange:
    "iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAIAAAD91JpzAAAAFklEQVQI12P838HAwMDAxMDAwMDAAAATfQGLmZ7RDQAAAABJRU5ErkJggg==",
  palette:
    "iVBORw0KGgoAAAANSUhEUgAAAAMAAAACCAMAAACqqpYoAAAABlBMVEX/AAAAAP9sof2OAAAADklEQVQI12NgAAJGRkYAAA4ABFXXgsQAAAAASUVORK5CYII=",
};

describe("PNG", () => {
  it("comes back as it went", () => {
    expect(decodePng(encodePng(bitmap))).toEqual(bitmap);
  });

  it.each([
    ["orange", [0, 0x88, 0xff, 255], [0, 0x88, 0xff, 255]],
    ["palette", [0, 0, 255, 255], [255, 0, 0, 255]],
  ] as const)("of another program is read: %s", (name, first, last) => {
    const { bgra } = decodePng(Buffer.from(foreign[name], "base64"))!;
    expect([[...bgra.subarray(0, 4)], [...bgra.subarray(-4)]]).toEqual([first, last]);
  });

  it("is told from other files", () => {
    expect(
      decodePng(Buffer.from("not a picture, but long enough to be one, at least by its length")),
    ).toBeNull();
    expect(decodePng(Buffer.alloc(0))).toBeNull();
  });
});

describe("native images", () => {
  const png = encodePng(bitmap);

  it("know their size in points, and keep a picture for each scale", () => {
    const image = nativeImage.createFromBuffer(png, { scaleFactor: 2 });
    expect(image.getSize()).toEqual({ width: 1, height: 1 });
    image.addRepresentation({ scaleFactor: 1, buffer: png });
    expect(image.getScaleFactors().sort()).toEqual([1, 2]);
    expect(image.getSize()).toEqual({ width: 2, height: 1 });
    expect(decodePng(image.toPNG({ scaleFactor: 2 }))).toEqual(bitmap);
  });

  it("are empty when there is no picture", () => {
    expect(nativeImage.createEmpty().isEmpty()).toBe(true);
    expect(nativeImage.createFromPath("/nowhere.png").isEmpty()).toBe(true);
    expect(nativeImage.createFromBuffer(Buffer.from("no")).isEmpty()).toBe(true);
    expect(nativeImage.createFromDataURL(`data:image/png;base64,${png.toString("base64")}`).isEmpty()).toBe(
      false,
    );
  });

  it("take the picture for twice the pixels that lies beside a file", () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), "image-"));
    writeFileSync(path.join(folder, "tray.png"), png);
    writeFileSync(path.join(folder, "tray@2x.png"), encodePng({ ...bitmap, width: 1, height: 2 }));
    const image = nativeImage.createFromPath(path.join(folder, "tray.png"));
    expect(image.getScaleFactors()).toEqual([1, 2]);
    rmSync(folder, { recursive: true });
  });

  it("are scaled and cut", () => {
    const image = nativeImage.createFromBuffer(png);
    expect([...image.crop({ x: 1, y: 0, width: 1, height: 1 }).toBitmap()]).toEqual([0xcc, 0x66, 0x33, 128]);
    expect([...image.resize({ width: 1 }).toBitmap()]).toEqual([102, 119, 153, 192]);
  });
});
