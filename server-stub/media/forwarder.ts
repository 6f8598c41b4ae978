import { randomInt } from "node:crypto";
import type { PublishedTrack, TrackSink } from "./published-track.ts";
import { buildCname, buildSenderReport } from "./rtcp-build.ts";
import type { ReportBlock, SenderReport } from "./rtcp-packet.ts";
import type { MediaPacket } from "./retransmission-buffer.ts";
import { buildExtensionBlock, type ExtensionElement } from "./rtp-extensions.ts";
import { buildRtpHeader, sequenceDistance } from "./rtp-packet.ts";

/** A subscriber that asks for more than this is not repaired further; the rest would only add to its congestion. */
const maxRetransmissionsPerSecond = 500;

/** What the subscriber's answer agreed to for one m-line. */
export interface ForwardingTerms {
  readonly mid: string;
  readonly ssrc: number;
  readonly rtxSsrc: number | undefined;
  /** By our codec id. */
  readonly payloadTypes: ReadonlyMap<string, { readonly media: number; readonly rtx: number | undefined }>;
  readonly midExtension: number | undefined;
  readonly forwardedExtensions: ReadonlyMap<string, number>;
}

export interface ForwarderOutput {
  rtp(header: Buffer, payload: Buffer): void;
  rtcp(packet: Buffer): void;
  /** One packet was sent once more. */
  retransmitted(): void;
}

/** What a subscriber has said of one track. */
export interface SubscriberReport {
  /** 0 to 1, since its last report. */
  readonly fractionLost: number;
  /** Undefined when it does not answer our newest sender report. */
  readonly roundTripSeconds: number | undefined;
}

/** How a publisher's SSRC maps to ours, modulo 2^16 and 2^32. Constant while the publisher keeps its SSRC. */
interface Mapping {
  readonly ssrc: number;
  readonly sequenceOffset: number;
  readonly timestampOffset: number;
}

/** Sends one track to one subscriber: own SSRC, continuous sequence numbers and timestamps, negotiated payload types. */
export class Forwarder implements TrackSink {
  #mapping: Mapping | undefined;
  #lastSequence = randomInt(0x10000);
  /** How far the newest packet is beyond the first of the mapping. */
  #position = 0;
  #lastTimestamp = randomInt(0x1_0000_0000);
  #lastSentMs = 0;
  #rtxSequence = randomInt(0x10000);
  #packets = 0;
  #octets = 0;
  #clockRate = 0;
  /** Our newest sender report: the middle of its NTP time, and when it was sent. */
  #reported: { readonly middle: number; readonly atMs: number } | undefined;
  #repairs = { windowMs: 0, count: 0 };
  readonly #midElement: readonly ExtensionElement[];
  readonly #plainBlock: Buffer;

  constructor(
    readonly track: PublishedTrack,
    readonly terms: ForwardingTerms,
    private readonly output: ForwarderOutput,
    private readonly nowMs: () => number,
  ) {
    const { midExtension, mid } = terms;
    this.#midElement = midExtension === undefined ? [] : [{ id: midExtension, data: Buffer.from(mid) }];
    this.#plainBlock = buildExtensionBlock(this.#midElement);
  }

  start(): void {
    this.track.addSink(this);
    this.track.requestKeyFrame();
  }

  stop(): void {
    this.track.removeSink(this);
  }

  /** What is older than the first is not sent: nobody misses it, and receivers would count it as a negative loss. */
  forward(packet: MediaPacket): void {
    const types = this.terms.payloadTypes.get(packet.codec.id);
    if (types === undefined) return;
    const isFirst = this.#mapping?.ssrc !== packet.header.ssrc;
    const mapping = isFirst ? this.#map(packet) : this.#mapping;
    if (mapping === undefined) return;
    const sequence = (packet.header.sequence + mapping.sequenceOffset) & 0xffff;
    const step = sequenceDistance(sequence, this.#lastSequence);
    if (isFirst) this.#position = 0;
    else if (this.#position + step < 0) return;
    const header = this.#header(packet, mapping, types.media);
    if (step > 0) {
      if (!isFirst) this.#position += step;
      this.#lastSequence = sequence;
      this.#lastTimestamp = header.readUInt32BE(4);
    }
    this.#lastSentMs = this.nowMs();
    this.#packets = (this.#packets + 1) >>> 0;
    this.#octets = (this.#octets + packet.payload.length) >>> 0;
    this.output.rtp(header, packet.payload);
    if (isFirst) this.#reportNow();
  }

  /** Answers a NACK for our sequence numbers with what is still kept (RFC 4588 where agreed, else a plain repeat). */
  retransmit(sequences: readonly number[]): void {
    const mapping = this.#mapping;
    if (mapping === undefined) return;
    for (const sequence of sequences) {
      if (!this.#mayRepair()) return;
      const packet = this.track.sent.find(mapping.ssrc, (sequence - mapping.sequenceOffset) & 0xffff);
      if (packet !== undefined) this.#repeat(packet, mapping, sequence);
    }
  }

  /** RFC 3550 section 6.4.1: the round trip is now, less the report's time, less the delay at the receiver. */
  receiverReport(block: ReportBlock): SubscriberReport {
    const { lastSenderReport, delaySinceLastSenderReport, fractionLost } = block;
    const answered = lastSenderReport !== 0 && lastSenderReport === this.#reported?.middle;
    const delayMs = (delaySinceLastSenderReport / 65_536) * 1_000;
    return {
      fractionLost: fractionLost / 256,
      roundTripSeconds:
        answered && this.#reported !== undefined
          ? Math.max(0, this.nowMs() - this.#reported.atMs - delayMs) / 1_000
          : undefined,
    };
  }

  /** The publisher's clock, in our timestamps: this is what keeps lips and voice together (RFC 3550 section 6.4.1). */
  senderReport(report: SenderReport): void {
    const mapping = this.#mapping;
    if (mapping?.ssrc !== report.ssrc) return;
    this.#sendReport(report, (report.rtpTimestamp + mapping.timestampOffset) >>> 0);
  }

  #map({ header, codec }: MediaPacket): Mapping {
    this.#clockRate = codec.clockRate;
    const elapsedMs = this.#lastSentMs === 0 ? 0 : this.nowMs() - this.#lastSentMs;
    const timestamp = this.#lastTimestamp + Math.max(1, Math.round((elapsedMs * codec.clockRate) / 1_000));
    this.#mapping = {
      ssrc: header.ssrc,
      sequenceOffset: (this.#lastSequence + 1 - header.sequence) & 0xffff,
      timestampOffset: (timestamp - header.timestamp) >>> 0,
    };
    return this.#mapping;
  }

  #header({ header, extensions }: MediaPacket, mapping: Mapping, payloadType: number): Buffer {
    const fields = {
      marker: header.marker,
      payloadType,
      sequence: (header.sequence + mapping.sequenceOffset) & 0xffff,
      timestamp: (header.timestamp + mapping.timestampOffset) >>> 0,
      ssrc: this.terms.ssrc,
    };
    return buildRtpHeader(fields, this.#extensionBlock(extensions));
  }

  #extensionBlock(extensions: MediaPacket["extensions"]): Buffer {
    if (extensions.length === 0) return this.#plainBlock;
    const elements = [...this.#midElement];
    for (const { uri, data } of extensions) {
      const id = this.terms.forwardedExtensions.get(uri);
      if (id !== undefined) elements.push({ id, data });
    }
    return buildExtensionBlock(elements);
  }

  #repeat(packet: MediaPacket, mapping: Mapping, sequence: number): void {
    const types = this.terms.payloadTypes.get(packet.codec.id);
    if (types === undefined) return;
    const { rtxSsrc } = this.terms;
    this.output.retransmitted();
    const header = this.#header(packet, mapping, types.rtx ?? types.media);
    if (rtxSsrc === undefined || types.rtx === undefined) {
      // The very bytes of the first time, so that the SRTP keystream is not used for others.
      this.output.rtp(header, packet.payload);
      return;
    }
    this.#rtxSequence = (this.#rtxSequence + 1) & 0xffff;
    header.writeUInt16BE(this.#rtxSequence, 2);
    header.writeUInt32BE(rtxSsrc, 8);
    const original = Buffer.alloc(2);
    original.writeUInt16BE(sequence);
    this.output.rtp(header, Buffer.concat([original, packet.payload]));
  }

  #mayRepair(): boolean {
    const nowMs = this.nowMs();
    if (nowMs - this.#repairs.windowMs >= 1_000) this.#repairs = { windowMs: nowMs, count: 0 };
    this.#repairs.count += 1;
    return this.#repairs.count <= maxRetransmissionsPerSecond;
  }

  /** A new subscriber would otherwise wait seconds for the next report before audio and video can be aligned. */
  #reportNow(): void {
    const last = this.track.lastReport;
    const mapping = this.#mapping;
    if (last === undefined || mapping?.ssrc !== last.report.ssrc) return;
    const elapsedMs = this.nowMs() - last.atMs;
    const ntp = last.report.ntpSeconds + last.report.ntpFraction / 2 ** 32 + elapsedMs / 1_000;
    const rtpTimestamp = last.report.rtpTimestamp + Math.round((elapsedMs * this.#clockRate) / 1_000);
    const advanced = {
      ntpSeconds: Math.floor(ntp) >>> 0,
      ntpFraction: Math.floor((ntp % 1) * 2 ** 32) >>> 0,
    };
    this.#sendReport(advanced, (rtpTimestamp + mapping.timestampOffset) >>> 0);
  }

  #sendReport(ntp: Pick<SenderReport, "ntpSeconds" | "ntpFraction">, rtpTimestamp: number): void {
    const { ssrc } = this.terms;
    const middle = ((ntp.ntpSeconds & 0xffff) * 0x10000 + (ntp.ntpFraction >>> 16)) >>> 0;
    this.#reported = { middle, atMs: this.nowMs() };
    const report = buildSenderReport({
      ssrc,
      ntpSeconds: ntp.ntpSeconds,
      ntpFraction: ntp.ntpFraction,
      rtpTimestamp,
      packetCount: this.#packets,
      octetCount: this.#octets,
    });
    this.output.rtcp(Buffer.concat([report, buildCname(ssrc, this.track.cname)]));
  }
}
