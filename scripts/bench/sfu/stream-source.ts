import type { Track } from "node-datachannel";

/** VP8-like: a payload of 1100 bytes at 1.5 Mbit/s of RTP, six packets to a picture. */
export const payloadBytes = 1_100;
const headerBytes = 12;
export const packetBits = (headerBytes + payloadBytes) * 8;
export const streamBitsPerSecond = 1_500_000;
const packetsPerMs = streamBitsPerSecond / packetBits / 1_000;
const packetsPerPicture = 6;
/** Two or so in a second, so that whoever joins begins soon. */
const picturesPerKey = 15;
const pictureTicks = 3_000;
/** Where in the payload the time of sending is, in nanoseconds. */
export const timeAt = 28;
/** What was not sent in time because the machine was busy is not made up for in one burst. */
const maxBurst = 50;

/** One stream to a server, paced by whoever calls it. */
export class StreamSource {
  #sequence = Math.floor(Math.random() * 0x8000);
  #timestamp = 90_000;
  #sent = 0;
  #beganMs = 0;
  #packet = 0;

  constructor(
    private readonly track: Track,
    private readonly ssrc: number,
    private readonly payloadType: number,
  ) {}

  begin(nowMs: number): void {
    // Streams that begin together would come in bursts.
    this.#beganMs = nowMs + Math.random() / packetsPerMs;
    this.#sent = 0;
  }

  sendUntil(nowMs: number): void {
    const due = Math.floor((nowMs - this.#beganMs) * packetsPerMs);
    this.#sent = Math.max(this.#sent, due - maxBurst);
    for (; this.#sent < due; this.#sent++) this.track.sendMessageBinary(this.#next());
  }

  /** RFC 7741 section 4: the start of a partition; then a key frame's start code and size, or an inter frame's first byte. */
  #picture(payload: Buffer): void {
    const isKey = this.#packet % (packetsPerPicture * picturesPerKey) === 0;
    if (isKey) payload.write("10109d012a8002e001", "hex");
    else payload.write("1001", "hex");
  }

  #next(): Buffer {
    const packet = Buffer.alloc(headerBytes + payloadBytes);
    const last = this.#packet % packetsPerPicture === packetsPerPicture - 1;
    packet.writeUInt8(0x80, 0);
    packet.writeUInt8((last ? 0x80 : 0) | this.payloadType, 1);
    packet.writeUInt16BE(this.#sequence, 2);
    packet.writeUInt32BE(this.#timestamp, 4);
    packet.writeUInt32BE(this.ssrc, 8);
    const first = this.#packet % packetsPerPicture === 0;
    if (first) this.#picture(packet.subarray(headerBytes));
    packet.writeBigUInt64BE(process.hrtime.bigint(), headerBytes + timeAt);
    this.#sequence = (this.#sequence + 1) & 0xffff;
    this.#packet += 1;
    if (last) this.#timestamp = (this.#timestamp + pictureTicks) >>> 0;
    return packet;
  }
}
