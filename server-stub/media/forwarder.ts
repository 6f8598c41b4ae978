import { randomInt } from "node:crypto";
import type { Encoding, ReceivedSenderReport } from "./encoding.ts";
import type { ForwarderOutput, ForwardingTerms } from "./forwarding-terms.ts";
import { LayerSelector } from "./layer-selector.ts";
import { LayerSwitch } from "./layer-switch.ts";
import type { LayerSelection } from "./layers.ts";
import { leftOut, NumberMap } from "./number-map.ts";
import { PacketBuilder, payloadFor } from "./packet-builder.ts";
import { PictureNumbering } from "./picture-numbers.ts";
import type { PublishedTrack, TrackSink } from "./published-track.ts";
import { withoutRedundancy } from "./redundant-audio.ts";
import { RepairStream } from "./repair-stream.ts";
import type { MediaPacket } from "./retransmission-buffer.ts";
import type { ReportBlock, SenderReport } from "./rtcp-packet.ts";
import { sequenceDistance } from "./rtp-packet.ts";
import { SenderReports, type SubscriberReport } from "./sender-reports.ts";
import type { Outgoing } from "./sent-log.ts";
import { Timeline } from "./timeline.ts";

/** How many numbers late a packet may come. */
const latePackets = 1024;
const noPayload = Buffer.alloc(0);

/**
 * Sends one track to one subscriber: own SSRC, negotiated payload types, and of the publisher's encodings and layers
 * what is selected, as one stream with continuous sequence numbers, timestamps and picture numbers. Here is what
 * happens to each packet; what happens now and then is in `LayerSwitch`, `RepairStream` and `SenderReports`.
 */
export class Forwarder implements TrackSink {
  readonly #selector: LayerSelector;
  readonly #layers: LayerSwitch;
  readonly #sequences = new NumberMap(latePackets);
  readonly #pictures = new PictureNumbering();
  readonly #timeline = new Timeline(randomInt(0x1_0000_0000));
  #lastSequence = randomInt(0x10000);
  /** One object for all packets. */
  readonly #out: Outgoing = {
    ssrc: 0,
    sequence: 0,
    timestamp: 0,
    marker: false,
    pictureId: -1,
    tl0PictureIndex: -1,
  };
  readonly #builder: PacketBuilder;
  readonly #repairs: RepairStream;
  readonly #reports: SenderReports;

  constructor(
    readonly track: PublishedTrack,
    readonly terms: ForwardingTerms,
    private readonly output: ForwarderOutput,
    private readonly nowMs: () => number,
  ) {
    this.#selector = new LayerSelector(track);
    this.#layers = new LayerSwitch(track, this.#selector, nowMs);
    this.#builder = new PacketBuilder(terms);
    this.#repairs = new RepairStream(track, terms, this.#builder, output, nowMs);
    const stream = { ssrc: terms.ssrc, cname: track.cname, timeline: this.#timeline };
    this.#reports = new SenderReports(stream, output, nowMs);
  }

  start(): void {
    this.#selector.review();
    this.track.addSink(this);
    this.#layers.askForKeyFrame();
  }

  stop(): void {
    this.track.removeSink(this);
  }

  /**
   * What the subscriber's path has room for. Another encoding, more of its spatial layers, and anything after a pause,
   * begins at a key frame, which is asked for; until it comes the old one goes on.
   */
  select(allocated: LayerSelection): void {
    this.#layers.select(allocated);
  }

  /** What the subscriber gets at most, whatever its path has room for. */
  limit(most: LayerSelection): void {
    this.#layers.limit(most);
  }

  /** The most that `select` can bring about. */
  get limited(): LayerSelection {
    return this.#layers.limited;
  }

  /** What is being sent; undefined before the first key frame. */
  get selected(): LayerSelection | undefined {
    return this.#selector.selected;
  }

  takes(encoding: Encoding): boolean {
    return this.#selector.takes(encoding);
  }

  encodingsChanged(): void {
    this.#layers.encodingsChanged();
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
      if (encoding === this.#selector.wanted) this.#layers.askForKeyFrame();
      return;
    }
    if (verdict === "begin") this.#begin(packet, encoding);
    const out = this.#out;
    const { header, frame } = packet;
    if (!this.#pictures.map(packet, verdict === "drop", out)) {
      if (this.#selector.wantsMoreSpatial) this.#layers.askForKeyFrame();
      this.#leaveOut(packet, types.media);
      return;
    }
    const ours = this.#sequences.pass(header.sequence);
    if (ours === leftOut) return;
    out.ssrc = header.ssrc;
    out.sequence = header.sequence;
    out.timestamp = this.#timeline.map(header.timestamp);
    out.marker = header.marker || (frame !== undefined && this.#selector.endsPicture(frame));
    this.#repairs.record(ours, out, types.rtx);
    if (verdict === "begin" || sequenceDistance(ours, this.#lastSequence) > 0) {
      this.#lastSequence = ours;
      this.#pictures.sent(out);
    }
    this.#timeline.sent(out.timestamp, this.nowMs());
    const payload = payloadFor(packet, out);
    this.#reports.count(payload.length);
    this.output.rtp(this.#builder.header(packet, out, { payloadType: types.media, sequence: ours }), payload);
    if (verdict === "begin") this.#reports.continue(this.#reportOf(encoding));
  }

  /** Answers a NACK for our sequence numbers. */
  retransmit(sequences: readonly number[]): void {
    this.#repairs.retransmit(sequences);
  }

  /** Sends a packet of nothing but padding on the repair stream; its bytes, 0 where there is none or nothing was sent. */
  pad(): number {
    return this.#repairs.pad();
  }

  /** What the subscriber says of the stream. */
  receiverReport(block: ReportBlock): SubscriberReport {
    return this.#reports.answered(block);
  }

  /** Reports of sources that are not being forwarded say nothing of our stream. */
  senderReport(report: SenderReport): void {
    if (report.ssrc === this.#selector.ssrc) this.#reports.translate(report);
  }

  /** Of redundant audio, what a subscriber takes that does not take the redundancy. */
  #forwardPlain(packet: MediaPacket, encoding: Encoding): void {
    const plain = withoutRedundancy(packet);
    if (plain !== undefined && plain !== packet) this.forward(plain, encoding);
  }

  #begin(packet: MediaPacket, encoding: Encoding): void {
    const { header, codec } = packet;
    const report = this.#reportOf(encoding);
    this.#timeline.begin(header.timestamp, { clockRate: codec.clockRate, report, nowMs: this.nowMs() });
    this.#sequences.begin(header.sequence, (this.#lastSequence + 1) & 0xffff, 16);
    this.#pictures.begin(packet);
    this.#layers.begun();
  }

  /** A number that is already kept for the packet is filled with nothing, so that nobody asks for it. */
  #leaveOut({ header }: MediaPacket, payloadType: number): void {
    const kept = this.#sequences.drop(header.sequence);
    if (kept === leftOut) return;
    // The next source goes on behind it: a number must not be sent twice with other bytes (RFC 3711 section 9.1).
    if (sequenceDistance(kept, this.#lastSequence) > 0) this.#lastSequence = kept;
    const ownHeader = this.#builder.ownHeader({
      marker: false,
      payloadType,
      sequence: kept,
      timestamp: this.#timeline.map(header.timestamp),
      ssrc: this.terms.ssrc,
    });
    this.output.rtp(ownHeader, noPayload);
  }

  /** The newest of the source that is being forwarded. */
  #reportOf({ lastReport }: Encoding): ReceivedSenderReport | undefined {
    return lastReport?.report.ssrc === this.#selector.ssrc ? lastReport : undefined;
  }
}
