import { randomInt } from "node:crypto";
import type { ForwarderOutput, ForwardingTerms } from "./forwarding-terms.ts";
import { payloadFor, type PacketBuilder } from "./packet-builder.ts";
import type { PublishedTrack } from "./published-track.ts";
import type { MediaPacket } from "./retransmission-buffer.ts";
import { SentLog, type SentPacket } from "./sent-log.ts";

/** A subscriber that asks for more than this is not repaired further; the rest would only add to its congestion. */
const maxRetransmissionsPerSecond = 500;
/** Packets that a NACK can still name; about as many as a track keeps. */
const loggedPackets = { audio: 256, video: 1024 } as const;
/** The most that RFC 3550 section 5.1 can count, and its count. */
const padding = Buffer.alloc(255);
padding[254] = 255;
const paddingBit = 0x20;

/** Sends a subscriber once more what it has lost of one track, and padding, which the same stream carries. */
export class RepairStream {
  readonly #log: SentLog;
  #sequence = randomInt(0x10000);
  /** Of the newest packet that was sent. */
  #timestamp = 0;
  #payloadType: number | undefined;
  #window = { startMs: 0, count: 0 };

  constructor(
    private readonly track: PublishedTrack,
    private readonly terms: ForwardingTerms,
    private readonly builder: PacketBuilder,
    private readonly output: ForwarderOutput,
    private readonly nowMs: () => number,
  ) {
    this.#log = new SentLog(loggedPackets[track.kind]);
  }

  /** Notes what is being sent under our number `ours`, and the payload type that its repair would have. */
  record(ours: number, sent: SentPacket, payloadType: number | undefined): void {
    this.#log.record(ours, sent);
    this.#timestamp = sent.timestamp;
    this.#payloadType = payloadType;
  }

  /** Answers a NACK for our sequence numbers with what is still kept (RFC 4588 where agreed, else a plain repeat). */
  retransmit(sequences: readonly number[]): void {
    for (const sequence of sequences) {
      if (!this.#mayRepair()) return;
      const sent = this.#log.find(sequence);
      const packet = sent === undefined ? undefined : this.track.find(sent.ssrc, sent.sequence);
      if (sent !== undefined && packet !== undefined) this.#repeat(packet, sent, sequence);
    }
  }

  /** Sends a packet of nothing but padding; its bytes, 0 where no repair stream was agreed or nothing was sent. */
  pad(): number {
    const { rtxSsrc } = this.terms;
    if (rtxSsrc === undefined || this.#payloadType === undefined) return 0;
    const header = this.builder.ownHeader({
      marker: false,
      payloadType: this.#payloadType,
      sequence: this.#nextSequence(),
      timestamp: this.#timestamp,
      ssrc: rtxSsrc,
    });
    header.writeUInt8(header.readUInt8(0) | paddingBit, 0);
    this.output.rtp(header, padding);
    return header.length + padding.length;
  }

  #repeat(packet: MediaPacket, sent: SentPacket, sequence: number): void {
    const types = this.terms.payloadTypes.get(packet.codec.id);
    if (types === undefined) return;
    const { rtxSsrc, transportCcExtension } = this.terms;
    const isPlain = rtxSsrc === undefined || types.rtx === undefined;
    // With another number it would be other bytes, see below.
    if (isPlain && transportCcExtension !== undefined) return;
    if (!this.output.mayRepeat(packet.payload.length)) return;
    const payload = payloadFor(packet, sent);
    const header = this.builder.header(packet, sent, { payloadType: types.rtx ?? types.media, sequence });
    if (isPlain) {
      // The very bytes of the first time, so that the SRTP keystream is not used for others.
      this.output.rtp(header, payload);
      return;
    }
    header.writeUInt16BE(this.#nextSequence(), 2);
    header.writeUInt32BE(rtxSsrc, 8);
    const original = Buffer.alloc(2);
    original.writeUInt16BE(sequence);
    this.output.rtp(header, Buffer.concat([original, payload]));
  }

  #nextSequence(): number {
    this.#sequence = (this.#sequence + 1) & 0xffff;
    return this.#sequence;
  }

  #mayRepair(): boolean {
    const nowMs = this.nowMs();
    if (nowMs - this.#window.startMs >= 1_000) this.#window = { startMs: nowMs, count: 0 };
    this.#window.count += 1;
    return this.#window.count <= maxRetransmissionsPerSecond;
  }
}
