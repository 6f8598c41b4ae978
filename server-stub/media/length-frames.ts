/** Datagrams on a TCP connection, each behind its length in two bytes (RFC 4571 section 2). */

const lengthBytes = 2;
/** Longer than any datagram of a client: RTP, DTLS records and checks fit the path's MTU. */
export const maxFrameBytes = 4_096;

export function frame(data: Buffer): Buffer {
  const framed = Buffer.allocUnsafe(lengthBytes + data.length);
  framed.writeUInt16BE(data.length, 0);
  data.copy(framed, lengthBytes);
  return framed;
}

/** Takes a stream apart. It holds back at most one frame that is not complete. */
export class FrameReader {
  #held = Buffer.alloc(0);

  /** The frames that have become complete, empty ones left out; undefined: this is no such stream, close it. */
  push(chunk: Buffer): Buffer[] | undefined {
    const data = this.#held.length === 0 ? chunk : Buffer.concat([this.#held, chunk]);
    const frames: Buffer[] = [];
    let at = 0;
    while (data.length - at >= lengthBytes) {
      const length = data.readUInt16BE(at);
      if (length > maxFrameBytes) return undefined;
      const end = at + lengthBytes + length;
      if (end > data.length) break;
      // SRTP is opened in place, so each frame has a place of its own.
      if (length > 0) frames.push(Buffer.from(data.subarray(at + lengthBytes, end)));
      at = end;
    }
    this.#held = Buffer.from(data.subarray(at));
    return frames;
  }
}
