/** The X server's greeting, and the file that lets a client in. */
export interface XScreen {
  /** Where this client's own ids start. */
  readonly resourceBase: number;
  readonly root: number;
  readonly width: number;
  readonly height: number;
}

/** Every part of the protocol starts at a multiple of four bytes. */
export function padded(bytes: Buffer): Buffer {
  return Buffer.concat([bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)]);
}

/** The first screen of a successful connection setup (X11 protocol, "Connection Setup"). */
export function readSetup(reply: Buffer): XScreen {
  const vendorLength = reply.readUInt16LE(24);
  const formats = reply.readUInt8(29);
  const screen = 40 + Math.ceil(vendorLength / 4) * 4 + 8 * formats;
  return {
    resourceBase: reply.readUInt32LE(12),
    root: reply.readUInt32LE(screen),
    width: reply.readUInt16LE(screen + 20),
    height: reply.readUInt16LE(screen + 22),
  };
}

/** The cookie for a display in an Xauthority file: entries of a family and four counted, big-endian fields. */
export function findCookie(file: Buffer, display: number): Buffer | null {
  let at = 0;
  const field = (): Buffer => {
    const length = file.readUInt16BE(at);
    at += 2 + length;
    return file.subarray(at - length, at);
  };
  while (at + 2 <= file.length) {
    at += 2; // the family
    const [, number, name, data] = [field(), field(), field(), field()];
    const isOurs = number.length === 0 || number.toString() === String(display);
    if (isOurs && name.toString() === "MIT-MAGIC-COOKIE-1") return data;
  }
  return null;
}
