import { randomUUID } from "node:crypto";
import type { MediaKind, Producer } from "./media-engine.ts";
import type { SenderReport } from "./rtcp-packet.ts";
import { RetransmissionBuffer, type MediaPacket } from "./retransmission-buffer.ts";

/** Packets kept for NACKs: about two seconds of a 4 Mbit/s stream, and ten of audio. */
const keptPackets = { audio: 512, video: 1024 } as const;

/** Whoever takes a track's packets. Called synchronously for each packet; must not throw. */
export interface TrackSink {
  forward(packet: MediaPacket): void;
  /** The publisher's own report; `atMs` is when it came, on the clock of `performance.now()`. */
  senderReport(report: SenderReport, atMs: number): void;
}

export interface ReceivedSenderReport {
  readonly report: SenderReport;
  readonly atMs: number;
}

/** One published track: where the publish transport puts packets in and sinks get them out. */
export class PublishedTrack implements Producer {
  readonly id: string = randomUUID();
  readonly sent: RetransmissionBuffer;
  #closed = false;
  #keyFrameWanted = false;
  #lastReport: ReceivedSenderReport | undefined;
  readonly #sinks = new Set<TrackSink>();

  constructor(
    readonly kind: MediaKind,
    readonly msid: string,
    /** Tracks of one publisher share it, so that receivers keep them in sync (RFC 3550 section 6.5.1). */
    readonly cname: string,
  ) {
    this.sent = new RetransmissionBuffer(keptPackets[kind]);
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** The newest sender report, for sinks that begin between two. */
  get lastReport(): ReceivedSenderReport | undefined {
    return this.#lastReport;
  }

  /** Whether anybody takes its packets. */
  get hasSinks(): boolean {
    return this.#sinks.size > 0;
  }

  addSink(sink: TrackSink): void {
    if (!this.#closed) this.#sinks.add(sink);
  }

  removeSink(sink: TrackSink): void {
    this.#sinks.delete(sink);
  }

  receive(packet: MediaPacket): void {
    if (this.#closed) return;
    this.sent.store(packet);
    for (const sink of this.#sinks) sink.forward(packet);
  }

  receiveReport(report: SenderReport, atMs: number): void {
    this.#lastReport = { report, atMs };
    for (const sink of this.#sinks) sink.senderReport(report, atMs);
  }

  /** Asks the publisher for a key frame, soon: requests are collected and throttled. */
  requestKeyFrame(): void {
    if (this.kind === "video") this.#keyFrameWanted = true;
  }

  /** Whether a key frame has been requested since the last call. */
  takeKeyFrameRequest(): boolean {
    const wanted = this.#keyFrameWanted;
    this.#keyFrameWanted = false;
    return wanted;
  }

  /** Nothing comes out any more. The sinks' owners learn it from the platform's next offer. */
  close(): void {
    this.#closed = true;
    this.#sinks.clear();
    this.sent.clear();
  }
}
