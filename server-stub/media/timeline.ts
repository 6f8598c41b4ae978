import type { ReceivedSenderReport } from "./encoding.ts";
import type { SenderReport } from "./rtcp-packet.ts";

/** A report that puts a packet further from its arrival than this is wrong about the time. */
const maxErrorSeconds = 2;

const secondsOf = (report: SenderReport): number => report.ntpSeconds + report.ntpFraction / 2 ** 32;

/**
 * Our timestamps of one stream, continuous over the sources that it is made of. Sources of one publisher are aligned by
 * their sender reports (RFC 3550 section 6.4.1), so that pictures keep their time over a switch; before there are any,
 * by when packets come.
 */
export class Timeline {
  #newest: number;
  #newestMs: number | undefined;
  #clockRate = 0;
  #offset = 0;
  /** How far the current source is later than it should be, because time must not go backwards. */
  #late = 0;
  /** The publisher's clock in our timestamps. */
  #anchor: { readonly seconds: number; readonly timestamp: number } | undefined;

  constructor(start: number) {
    this.#newest = start;
  }

  get clockRate(): number {
    return this.#clockRate;
  }

  /** Another source begins with this timestamp. `report` is its newest, if there is one. */
  begin(
    timestamp: number,
    source: { clockRate: number; report: ReceivedSenderReport | undefined; nowMs: number },
  ): void {
    if (source.clockRate !== this.#clockRate) this.#anchor = undefined;
    this.#clockRate = source.clockRate;
    const expected =
      this.#newestMs === undefined
        ? 1
        : Math.round(((source.nowMs - this.#newestMs) * source.clockRate) / 1_000);
    const aligned = this.#alignedStep(timestamp, source.report?.report);
    const trusted =
      aligned !== undefined && Math.abs(aligned - expected) <= maxErrorSeconds * source.clockRate;
    const step = trusted ? aligned : expected;
    this.#late = Math.max(0, 1 - step);
    this.#offset = (this.#newest + step + this.#late - timestamp) >>> 0;
    if (source.report !== undefined) this.#anchorAt(source.report.report);
  }

  /** The current source's timestamp as ours. */
  map(timestamp: number): number {
    return (timestamp + this.#offset) >>> 0;
  }

  /** Notes what has been sent. */
  sent(ours: number, nowMs: number): void {
    if (((ours - this.#newest) | 0) > 0) this.#newest = ours;
    this.#newestMs = nowMs;
  }

  /** The current source has reported. */
  reported(report: SenderReport): void {
    this.#anchorAt(report);
  }

  #anchorAt(report: SenderReport): void {
    const timestamp = (this.map(report.rtpTimestamp) - this.#late) >>> 0;
    this.#anchor = { seconds: secondsOf(report), timestamp };
  }

  /** From our newest timestamp to this one, by the publisher's clock. */
  #alignedStep(timestamp: number, report: SenderReport | undefined): number | undefined {
    if (report === undefined || this.#anchor === undefined) return undefined;
    const between = Math.round((secondsOf(report) - this.#anchor.seconds) * this.#clockRate);
    if (!Number.isSafeInteger(between)) return undefined;
    const ours = (this.#anchor.timestamp + between + ((timestamp - report.rtpTimestamp) | 0)) >>> 0;
    return (ours - this.#newest) | 0;
  }
}
