import { randomInt } from "node:crypto";
import type { Encoding } from "./encoding.ts";
import { LayerSelector } from "./layer-selector.ts";
import { highestLayer, smallerSelection, type LayerSelection } from "./layers.ts";
import { leftOut, NumberMap } from "./number-map.ts";
import { PictureNumbering } from "./picture-numbers.ts";
import type { PublishedTrack, TrackSink } from "./published-track.ts";
import { buildCname, buildSenderReport } from "./rtcp-build.ts";
import { withoutRedundancy } from "./redundant-audio.ts";
import type { ReportBlock, SenderReport } from "./rtcp-packet.ts";
import type { MediaPacket } from "./retransmission-buffer.ts";
import { buildExtensionBlock, type ExtensionElement } from "./rtp-extensions.ts";
import { buildRtpHeader, sequenceDistance } from "./rtp-packet.ts";
import { SentLog, type SentPacket } from "./sent-log.ts";
import { Timeline } from "./timeline.ts";
import { withPictureNumbers } from "./video-frame.ts";

/** A subscriber that asks for more than this is not repaired further; the rest would only add to its congestion. */
const maxRetransmissionsPerSecond = 500;
/** Packets that a NACK can still name; about as many as a track keeps. */
const loggedPackets = { audio: 256, video: 1024 } as const;
/** How many numbers late a packet may come. */
const latePackets = 1024;
/** A key frame that was asked for and has not come is asked for again. */
const askAgainMs = 1_000;
const noPayload = Buffer.alloc(0);
/** The most that RFC 3550 section 5.1 can count, and its count. */
const padding = Buffer.alloc(255);
padding[254] = 255;
const paddingBit = 0x20;

/** What the subscriber's answer agreed to for one m-line. */
export interface ForwardingTerms {
  readonly mid: string;
  readonly ssrc: number;
  readonly rtxSsrc: number | undefined;
  /** By our codec id. */
  readonly payloadTypes: ReadonlyMap<string, { readonly media: number; readonly rtx: number | undefined }>;
  readonly midExtension: number | undefined;
  /** Then the first extension of each packet has two bytes of room for the transport-wide number. */
  readonly transportCcExtension: number | undefined;
  readonly forwardedExtensions: ReadonlyMap<string, number>;
}

export interface ForwarderOutput {
  rtp(header: Buffer, payload: Buffer): void;
  rtcp(packet: Buffer): void;
  /** One packet is to be sent once more. False: it would be too much. */
  mayRepeat(bytes: number): boolean;
}

/** What a subscriber has said of one track. */
export interface SubscriberReport {
  /** 0 to 1, since its last report. */
  readonly fractionLost: number;
  /** Undefined when it does not answer our newest sender report. */
  readonly roundTripSeconds: number | undefined;
}

/** What is written into a packet in place of the publisher's. One object for all packets. */
type Outgoing = { -readonly [Field in keyof SentPacket]: SentPacket[Field] };

/**
 * Sends one track to one subscriber: own SSRC, negotiated payload types, and of the publisher's encodings and layers
 * what is selected, as one stream with continuous sequence numbers, timestamps and picture numbers.
 */
export class Forwarder implements TrackSink {
  readonly #selector: LayerSelector;
  #allocated: LayerSelection = highestLayer;
  #limit: LayerSelection = highestLayer;
  readonly #sequences = new NumberMap(latePackets);
  readonly #pictures = new PictureNumbering();
  readonly #log: SentLog;
  readonly #timeline = new Timeline(randomInt(0x1_0000_0000));
  #lastSequence = randomInt(0x10000);
  #rtxSequence = randomInt(0x10000);
  #packets = 0;
  #octets = 0;
  #rtxPayloadType: number | undefined;
  readonly #out: Outgoing = {
    ssrc: 0,
    sequence: 0,
    timestamp: 0,
    marker: false,
    pictureId: -1,
    tl0PictureIndex: -1,
  };
  /** Our newest sender report: the middle of its NTP time, and when it was sent. */
  #reported: { readonly middle: number; readonly atMs: number } | undefined;
  #repairs = { windowMs: 0, count: 0 };
  #asked: { encoding: Encoding | undefined; atMs: number } = { encoding: undefined, atMs: -Infinity };
  readonly #ownElements: readonly ExtensionElement[];
  readonly #plainBlock: Buffer;

  constructor(
    readonly track: PublishedTrack,
    readonly terms: ForwardingTerms,
    private readonly output: ForwarderOutput,
    private readonly nowMs: () => number,
  ) {
    const { midExtension, mid, transportCcExtension } = terms;
    this.#ownElements = [
      ...(transportCcExtension === undefined ? [] : [{ id: transportCcExtension, data: Buffer.alloc(2) }]),
      ...(midExtension === undefined ? [] : [{ id: midExtension, data: Buffer.from(mid) }]),
    ];
    this.#plainBlock = buildExtensionBlock(this.#ownElements);
    this.#selector = new LayerSelector(track);
    this.#log = new SentLog(loggedPackets[track.kind]);
  }

  start(): void {
    this.#selector.review();
    this.track.addSink(this);
    this.#askForKeyFrame();
  }

  stop(): void {
    this.track.removeSink(this);
  }

  /**
   * What the subscriber's path has room for. Another encoding, more of its spatial layers, and anything after a pause,
   * begins at a key frame, which is asked for; until it comes the old one goes on.
   */
  select(allocated: LayerSelection): void {
    this.#allocated = allocated;
    this.#retarget();
  }

  /** What the subscriber gets at most, whatever its path has room for. */
  limit(most: LayerSelection): void {
    this.#limit = most;
    this.#retarget();
  }

  /** The most that `select` can bring about. */
  get limited(): LayerSelection {
    return this.#limit;
  }

  /** What is being sent; undefined before the first key frame. */
  get selected(): LayerSelection | undefined {
    return this.#selector.selected;
  }

  takes(encoding: Encoding): boolean {
    return this.#selector.takes(encoding);
  }

  encodingsChanged(): void {
    this.#selector.review();
    if (this.#selector.wanted !== this.#selector.current) this.#askForKeyFrame();
  }

  /** The subscriber cannot go on without a key frame. */
  requestKeyFrame(): void {
    (this.#selector.current ?? this.#selector.wanted)?.requestKeyFrame();
  }

  /** What is older than the first is not sent: nobody misses it, and receivers would count it as a negative loss. */
  forward(packet: MediaPacket, encoding: Encoding): void {
    const types = this.terms.payloadTypes.get(packet.codec.id);
    if (types === undefined) return this.#forwardPlain(packet, encoding);
    const verdict = this.#selector.judge(packet, encoding);
    if (verdict === "ignore") {
      if (encoding === this.#selector.wanted) this.#askForKeyFrame();
      return;
    }
    if (verdict === "begin") this.#begin(packet, encoding);
    const out = this.#out;
    const { header, frame } = packet;
    if (!this.#pictures.map(packet, verdict === "drop", out)) {
      if (this.#selector.wantsMoreSpatial) this.#askForKeyFrame();
      this.#leaveOut(packet, types.media);
      return;
    }
    const ours = this.#sequences.pass(header.sequence);
    if (ours === leftOut) return;
    out.ssrc = header.ssrc;
    out.sequence = header.sequence;
    out.timestamp = this.#timeline.map(header.timestamp);
    out.marker = header.marker || (frame !== undefined && this.#selector.endsPicture(frame));
    this.#log.record(ours, out);
    if (verdict === "begin" || sequenceDistance(ours, this.#lastSequence) > 0) {
      this.#lastSequence = ours;
      this.#pictures.sent(out);
    }
    this.#timeline.sent(out.timestamp, this.nowMs());
    this.#rtxPayloadType = types.rtx;
    this.#send(packet, types.media, ours);
    if (verdict === "begin") this.#reportNow(encoding);
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

  /** Sends a packet of nothing but padding on the repair stream; its bytes, 0 where there is none or nothing was sent. */
  pad(): number {
    const { rtxSsrc } = this.terms;
    if (rtxSsrc === undefined || this.#rtxPayloadType === undefined) return 0;
    this.#rtxSequence = (this.#rtxSequence + 1) & 0xffff;
    const fields = {
      marker: false,
      payloadType: this.#rtxPayloadType,
      sequence: this.#rtxSequence,
      timestamp: this.#out.timestamp,
      ssrc: rtxSsrc,
    };
    const header = buildRtpHeader(fields, this.#plainBlock);
    header.writeUInt8(header.readUInt8(0) | paddingBit, 0);
    this.output.rtp(header, padding);
    return header.length + padding.length;
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
    if (report.ssrc !== this.#selector.ssrc) return;
    this.#timeline.reported(report);
    this.#sendReport(report, this.#timeline.map(report.rtpTimestamp));
  }

  /** Of redundant audio, what a subscriber takes that does not take the redundancy. */
  #forwardPlain(packet: MediaPacket, encoding: Encoding): void {
    const plain = withoutRedundancy(packet);
    if (plain !== undefined && plain !== packet) this.forward(plain, encoding);
  }

  #retarget(): void {
    this.#selector.select(smallerSelection(this.#allocated, this.#limit));
    this.track.selectionChanged();
    if (this.#selector.wanted !== this.#selector.current) this.#askForKeyFrame();
  }

  #askForKeyFrame(): void {
    const { wanted } = this.#selector;
    if (wanted === undefined || this.track.kind === "audio") return;
    const nowMs = this.nowMs();
    if (this.#asked.encoding === wanted && nowMs - this.#asked.atMs < askAgainMs) return;
    this.#asked = { encoding: wanted, atMs: nowMs };
    wanted.requestKeyFrame();
  }

  #begin(packet: MediaPacket, encoding: Encoding): void {
    const { header, codec } = packet;
    const { lastReport } = encoding;
    const report = lastReport?.report.ssrc === header.ssrc ? lastReport : undefined;
    this.#timeline.begin(header.timestamp, { clockRate: codec.clockRate, report, nowMs: this.nowMs() });
    this.#sequences.begin(header.sequence, (this.#lastSequence + 1) & 0xffff, 16);
    this.#pictures.begin(packet);
    this.#asked.encoding = undefined;
    if (this.track.encodings.length > 1) this.track.selectionChanged();
  }

  /** A number that is already kept for the packet is filled with nothing, so that nobody asks for it. */
  #leaveOut({ header }: MediaPacket, payloadType: number): void {
    const kept = this.#sequences.drop(header.sequence);
    if (kept === leftOut) return;
    const fields = {
      marker: false,
      payloadType,
      sequence: kept,
      timestamp: this.#timeline.map(header.timestamp),
      ssrc: this.terms.ssrc,
    };
    this.output.rtp(buildRtpHeader(fields, this.#plainBlock), noPayload);
  }

  #send(packet: MediaPacket, payloadType: number, sequence: number): void {
    const header = this.#header(packet, this.#out, { payloadType, sequence });
    const payload = payloadFor(packet, this.#out);
    this.#packets = (this.#packets + 1) >>> 0;
    this.#octets = (this.#octets + payload.length) >>> 0;
    this.output.rtp(header, payload);
  }

  #header(packet: MediaPacket, sent: SentPacket, our: { payloadType: number; sequence: number }): Buffer {
    const fields = {
      marker: sent.marker,
      payloadType: our.payloadType,
      sequence: our.sequence,
      timestamp: sent.timestamp,
      ssrc: this.terms.ssrc,
    };
    return buildRtpHeader(fields, this.#extensionBlock(packet.extensions));
  }

  #extensionBlock(extensions: MediaPacket["extensions"]): Buffer {
    if (extensions.length === 0) return this.#plainBlock;
    const elements = [...this.#ownElements];
    for (const { uri, data } of extensions) {
      const id = this.terms.forwardedExtensions.get(uri);
      if (id !== undefined) elements.push({ id, data });
    }
    return buildExtensionBlock(elements);
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
    const header = this.#header(packet, sent, { payloadType: types.rtx ?? types.media, sequence });
    if (isPlain) {
      // The very bytes of the first time, so that the SRTP keystream is not used for others.
      this.output.rtp(header, payload);
      return;
    }
    this.#rtxSequence = (this.#rtxSequence + 1) & 0xffff;
    header.writeUInt16BE(this.#rtxSequence, 2);
    header.writeUInt32BE(rtxSsrc, 8);
    const original = Buffer.alloc(2);
    original.writeUInt16BE(sequence);
    this.output.rtp(header, Buffer.concat([original, payload]));
  }

  #mayRepair(): boolean {
    const nowMs = this.nowMs();
    if (nowMs - this.#repairs.windowMs >= 1_000) this.#repairs = { windowMs: nowMs, count: 0 };
    this.#repairs.count += 1;
    return this.#repairs.count <= maxRetransmissionsPerSecond;
  }

  /** A new subscriber would otherwise wait seconds for the next report before audio and video can be aligned. */
  #reportNow({ lastReport: last }: Encoding): void {
    if (last?.report.ssrc !== this.#selector.ssrc) return;
    const elapsedMs = this.nowMs() - last.atMs;
    const ntp = last.report.ntpSeconds + last.report.ntpFraction / 2 ** 32 + elapsedMs / 1_000;
    const rtpTimestamp =
      last.report.rtpTimestamp + Math.round((elapsedMs * this.#timeline.clockRate) / 1_000);
    const advanced = {
      ntpSeconds: Math.floor(ntp) >>> 0,
      ntpFraction: Math.floor((ntp % 1) * 2 ** 32) >>> 0,
    };
    this.#sendReport(advanced, this.#timeline.map(rtpTimestamp));
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

/** The payload with our picture numbers; the publisher's own buffer where they are the same. */
function payloadFor({ payload, frame }: MediaPacket, sent: SentPacket): Buffer {
  return frame === undefined ? payload : withPictureNumbers(payload, frame, sent);
}
