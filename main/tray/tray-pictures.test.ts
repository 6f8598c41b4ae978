import { describe, expect, it } from "vitest";
import { trayPicture } from "./tray-pictures.ts";
import { trayIcons } from "./tray-view.ts";

/** PNG (RFC 2083 section 11.2.1): width and height are the first two numbers of the first chunk. */
function sizeOf(dataUrl: string): readonly [number, number] {
  const bytes = Buffer.from(dataUrl.replace(/^data:image\/png;base64,/, ""), "base64");
  return [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
}

describe("the tray's pictures", () => {
  it.each(
    trayIcons.flatMap((icon) => (["colour", "template"] as const).map((style) => [icon, style] as const)),
  )("are there for %s in %s, for screens of both densities", (icon, style) => {
    const { normal, double } = trayPicture(icon, style);
    expect([sizeOf(normal), sizeOf(double)]).toEqual([
      [16, 16],
      [32, 32],
    ]);
  });
});
