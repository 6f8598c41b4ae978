import { randomBytes } from "node:crypto";
import { buildRtpHeader } from "../../media/rtp-packet.ts";
import { samplesPerFrame, type AudioFrame, type Digit } from "../phone-network.ts";
import type { AgreedAudio } from "../sdp/audio-negotiation.ts";
import { silentFrame } from "../tone.ts";
import { encodeG711 } from "./g711.ts";
import { KeySender } from "./key-sender.ts";

/** Frames that may wait, and how many of them are let go when they have waited for a second without need. */
const longestQueue = 6;
const windowTicks = 50;
const noExtensions = Buffer.alloc(0);

/** Frames and keys in, one packet each 20 ms out. Knows no socket. */
export class RtpSender {
  readonly ssrc = randomBytes(4).readUInt32BE(0);
  /** For the sender reports. */
  readonly counts = { packets: 0, octets: 0 };
  readonly #keys = new KeySender();
  readonly #queue: AudioFrame[] = [];
  #agreed: AgreedAudio;
  #sequence = randomBytes(2).readUInt16BE(0);
  #timestamp = randomBytes(4).readUInt32BE(0);
  #talking = false;
  #window = { ticks: 0, leastWaiting: Infinity };

  constructor(agreed: AgreedAudio) {
    this.#agreed = agreed;
  }

  /** Of the next packet. */
  get timestamp(): number {
    return this.#timestamp;
  }

  agree(agreed: AgreedAudio): void {
    this.#agreed = agreed;
    if (agreed.keyPayloadType === undefined) this.#keys.clear();
  }

  write(frame: AudioFrame): void {
    this.#queue.push(frame);
    if (this.#queue.length > longestQueue) this.#queue.shift();
  }

  /** Resolves at once when the far end takes no keys. */
  async press(digit: Digit, times: { toneMs: number; gapMs: number }): Promise<void> {
    if (this.#agreed.keyPayloadType !== undefined) await this.#keys.press(digit, times);
  }

  /** Each 20 ms: the packet that goes out now, if any. Without audio it is silence, so that NAT and the phone see us. */
  tick(): Buffer | undefined {
    const timestamp = this.#timestamp;
    this.#timestamp = (timestamp + samplesPerFrame) >>> 0;
    const frame = this.#nextFrame();
    const { sends, keyPayloadType, codec, payloadType } = this.#agreed;
    if (!sends) {
      this.#talking = false;
      return undefined;
    }
    const key = keyPayloadType === undefined ? undefined : this.#keys.tick(timestamp);
    if (key === undefined) {
      const marker = !this.#talking;
      this.#talking = true;
      return this.#packet({ marker, payloadType, timestamp }, encodeG711(codec, frame ?? silentFrame()));
    }
    this.#talking = false;
    if (key === "quiet" || keyPayloadType === undefined) return undefined;
    return this.#packet({ ...key, payloadType: keyPayloadType }, key.payload);
  }

  close(): void {
    this.#keys.clear();
  }

  /** Frames come in at an uneven pace. What was never needed for a whole second is only delay, and one of it goes. */
  #nextFrame(): AudioFrame | undefined {
    this.#window.ticks += 1;
    this.#window.leastWaiting = Math.min(this.#window.leastWaiting, this.#queue.length);
    if (this.#window.ticks >= windowTicks) {
      if (this.#window.leastWaiting > 1) this.#queue.shift();
      this.#window = { ticks: 0, leastWaiting: Infinity };
    }
    return this.#queue.shift();
  }

  #packet(fields: { marker: boolean; payloadType: number; timestamp: number }, payload: Buffer): Buffer {
    const header = buildRtpHeader(
      {
        marker: fields.marker,
        payloadType: fields.payloadType,
        timestamp: fields.timestamp,
        sequence: this.#sequence,
        ssrc: this.ssrc,
      },
      noExtensions,
    );
    this.#sequence = (this.#sequence + 1) & 0xffff;
    this.counts.packets = (this.counts.packets + 1) >>> 0;
    this.counts.octets = (this.counts.octets + payload.length) >>> 0;
    return Buffer.concat([header, payload]);
  }
}
