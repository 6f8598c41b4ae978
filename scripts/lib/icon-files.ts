/** The two icon containers that installers want, filled with PNG pictures. */
export interface IconPicture {
  readonly pixels: number;
  readonly png: Buffer;
}

/** Windows: a directory of pictures up to 256 pixels, where a side of 256 is written as 0 (ICONDIR). */
export function writeIco(pictures: readonly IconPicture[]): Buffer {
  const head = Buffer.alloc(6 + 16 * pictures.length);
  head.writeUInt16LE(1, 2); // icons, not cursors
  head.writeUInt16LE(pictures.length, 4);
  let offset = head.length;
  pictures.forEach(({ pixels, png }, index) => {
    const at = 6 + 16 * index;
    head.writeUInt8(pixels % 256, at);
    head.writeUInt8(pixels % 256, at + 1);
    head.writeUInt16LE(1, at + 4); // colour planes
    head.writeUInt16LE(32, at + 6); // bits a pixel
    head.writeUInt32LE(png.length, at + 8);
    head.writeUInt32LE(offset, at + 12);
    offset += png.length;
  });
  return Buffer.concat([head, ...pictures.map(({ png }) => png)]);
}

/** macOS: which entry a picture of so many pixels fills; some fill two, one of them for displays of double density. */
const icnsTypes: Readonly<Record<number, readonly string[]>> = {
  32: ["ic11"],
  64: ["ic12"],
  128: ["ic07"],
  256: ["ic08", "ic13"],
  512: ["ic09", "ic14"],
  1024: ["ic10"],
};
export const icnsPixels = Object.keys(icnsTypes).map(Number);

/** A list of typed pieces behind the letters `icns`, lengths included and big-endian. */
export function writeIcns(pictures: readonly IconPicture[]): Buffer {
  const pieces = pictures.flatMap(({ pixels, png }) =>
    (icnsTypes[pixels] ?? []).map((type) => piece(type, png)),
  );
  return piece("icns", Buffer.concat(pieces));
}

function piece(type: string, data: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.write(type, "latin1");
  head.writeUInt32BE(8 + data.length, 4);
  return Buffer.concat([head, data]);
}
