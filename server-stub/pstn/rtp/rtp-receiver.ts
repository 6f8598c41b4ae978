import { parseRtpHeader, stripPadding } from "../../media/rtp-packet.ts";
import type { AudioFrame, Digit } from "../phone-network.ts";
import type { AgreedAudio } from "../sdp/audio-negotiation.ts";
import type { AudioCodec } from "../sdp/audio-description.ts";
import { silentFrame } from "../tone.ts";
import { Concealment } from "./concealment.ts";
import { decodeG711 } from "./g711.ts";
import { JitterBuffer } from "./jitter-buffer.ts";
import { KeyReceiver } from "./key-receiver.ts";
import { SourceLatch, type RtpAddress } from "./source-latch.ts";

/** Datagrams in, one frame each 20 ms and keys out. Knows no socket. */
export class RtpReceiver {
  readonly latch: SourceLatch;
  readonly #keys: KeyReceiver;
  #agreed: AgreedAudio;
  #jitter = new JitterBuffer();
  #concealment = new Concealment();
  #ssrc: number | undefined;

  constructor(agreed: AgreedAudio, onKey: (digit: Digit, durationMs: number) => void) {
    this.#agreed = agreed;
    this.latch = new SourceLatch(agreed.remote);
    this.#keys = new KeyReceiver(onKey);
  }

  /** A later agreement in the same call. */
  agree(agreed: AgreedAudio): void {
    this.#agreed = agreed;
    if (!agreed.heldByRemote) this.latch.signal(agreed.remote);
  }

  receive(packet: Buffer, source: RtpAddress): void {
    const header = parseRtpHeader(packet);
    if (header === undefined) return;
    const codec = this.#codecOf(header.payloadType);
    const isKey = header.payloadType === this.#agreed.keyPayloadType;
    if (!isKey && codec === undefined) return;
    if (!this.latch.accepts(source, header) || !this.#agreed.receives) return;
    const payload = stripPadding(packet.subarray(header.headerBytes), header.padded);
    if (payload === undefined) return;
    if (isKey) return this.#keys.receive(header.timestamp, payload);
    if (header.ssrc !== this.#ssrc) {
      this.#ssrc = header.ssrc;
      this.#jitter = new JitterBuffer();
    }
    if (codec !== undefined) this.#jitter.put(header.timestamp, decodeG711(codec, payload));
  }

  /** Each 20 ms: what is to be heard now. */
  tick(): AudioFrame {
    this.#keys.tick();
    const played = this.#jitter.take();
    if (played === "idle") return silentFrame();
    return played === "gap" ? this.#concealment.lost() : this.#concealment.good(played);
  }

  /** The far end may use any codec of its answer; those two have fixed numbers, and ours may have another. */
  #codecOf(payloadType: number): AudioCodec | undefined {
    if (payloadType === this.#agreed.payloadType) return this.#agreed.codec;
    if (payloadType === 0) return "PCMU";
    return payloadType === 8 ? "PCMA" : undefined;
  }
}
