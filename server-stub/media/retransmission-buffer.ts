import type { Codec } from "./codecs.ts";
import type { RtpHeader } from "./rtp-packet.ts";
import type { VideoFrame } from "./video-frame.ts";

/** A received packet as it is forwarded: decrypted, padding removed, header extensions that may travel picked out. */
export interface MediaPacket {
  readonly header: RtpHeader;
  readonly codec: Codec;
  readonly payload: Buffer;
  /** Undefined for audio. */
  readonly frame: VideoFrame | undefined;
  /** Header extensions that subscribers may get. */
  readonly extensions: readonly { readonly uri: string; readonly data: Buffer }[];
}

/**
 * The last packets of one track, by SSRC and sequence number, to answer NACKs (RFC 4585 section 6.2.1). A ring: the
 * slot is the low bits of the sequence number, so a newer packet replaces the one `capacity` before it.
 */
export class RetransmissionBuffer {
  readonly #slots: (MediaPacket | undefined)[];

  /** `capacity` must be a power of two, at most 32768, so that the ring fits the 16-bit circle. */
  constructor(capacity: number) {
    if (capacity < 1 || capacity > 0x8000 || (capacity & (capacity - 1)) !== 0) {
      throw new Error(`retransmission buffer capacity ${capacity} is not a power of two up to 32768`);
    }
    this.#slots = new Array<MediaPacket | undefined>(capacity).fill(undefined);
  }

  store(packet: MediaPacket): void {
    this.#slots[this.#slotOf(packet.header.sequence)] = packet;
  }

  find(ssrc: number, sequence: number): MediaPacket | undefined {
    const packet = this.#slots[this.#slotOf(sequence)];
    if (packet?.header.ssrc !== ssrc || packet.header.sequence !== sequence) return undefined;
    return packet;
  }

  clear(): void {
    this.#slots.fill(undefined);
  }

  #slotOf(sequence: number): number {
    return sequence & (this.#slots.length - 1);
  }
}
