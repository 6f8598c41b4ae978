import { LayerMeter } from "./layer-meter.ts";
import type { SenderReport } from "./rtcp-packet.ts";
import { RetransmissionBuffer, type MediaPacket } from "./retransmission-buffer.ts";

/** Sooner than this no subscriber is taken to another encoding: a camera in the dark sends a few frames a second. */
const idleMs = 1_000;

export interface ReceivedSenderReport {
  readonly report: SenderReport;
  readonly atMs: number;
}

/** One encoding of a track: the only one, or one of several sizes of the same picture (RFC 8853). */
export class Encoding {
  readonly sent: RetransmissionBuffer;
  readonly meter = new LayerMeter();
  /** Whether a sink takes it, or waits for its key frame. What nobody takes is not kept, repaired or asked for. */
  taken = false;
  /** Width times height of its last key frame, 0 when that is not known. */
  pixels = 0;
  #active = false;
  #keyFrameWanted = false;
  #lastReport: ReceivedSenderReport | undefined;

  constructor(
    /** RFC 8851; undefined for the only one. */
    readonly rid: string | undefined,
    keptPackets: number,
    /** Called with each request, where the packets come from another thread. */
    private readonly onKeyFrameWanted?: (encoding: Encoding) => void,
  ) {
    this.sent = new RetransmissionBuffer(keptPackets);
  }

  /** Whether packets of it have come of late. */
  get active(): boolean {
    return this.#active;
  }

  /** The newest sender report, for sinks that begin between two. */
  get lastReport(): ReceivedSenderReport | undefined {
    return this.#lastReport;
  }

  /** Measures a video packet. True when the encoding has become active, or its size is another. */
  measure(packet: MediaPacket, nowMs: number): boolean {
    const { frame } = packet;
    if (frame === undefined) return false;
    this.meter.add(frame.spatial, frame.temporal, packet.payload.length + packet.header.headerBytes, nowMs);
    const changes = !this.#active || (frame.pixels > 0 && frame.pixels !== this.pixels);
    if (frame.pixels > 0) this.pixels = frame.pixels;
    this.#active = true;
    return changes;
  }

  /** Notes when nothing comes any more. */
  expire(nowMs: number): void {
    if (nowMs - this.meter.newestMs >= idleMs) this.#active = false;
  }

  /** What is known of it where its packets are received. */
  adopt({ pixels, active }: { readonly pixels: number; readonly active: boolean }): void {
    this.pixels = pixels;
    this.#active = active;
  }

  receiveReport(report: SenderReport, atMs: number): void {
    this.#lastReport = { report, atMs };
  }

  /** Asks the publisher for a key frame, soon: requests are collected and throttled. */
  requestKeyFrame(): void {
    this.#keyFrameWanted = true;
    this.onKeyFrameWanted?.(this);
  }

  /** Whether a key frame has been requested since the last call. */
  takeKeyFrameRequest(): boolean {
    const wanted = this.#keyFrameWanted;
    this.#keyFrameWanted = false;
    return wanted;
  }
}
