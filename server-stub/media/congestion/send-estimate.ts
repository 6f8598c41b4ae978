import { DelayBasedRate } from "./delay-based-rate.ts";
import { DelayTrend, type Usage } from "./delay-trend.ts";
import { LossBasedRate } from "./loss-based-rate.ts";
import { SentPackets } from "./sent-packets.ts";
import type { TransportCcReport } from "./transport-cc-report.ts";
import { WindowedRate } from "./windowed-rate.ts";

/** Before anything is known. A camera's middle layer, or a screen that rests. */
export const initialBitsPerSecond = 1_000_000;
export const minBitsPerSecond = 50_000;
export const maxBitsPerSecond = 50_000_000;
const referenceMs = 64;
const roundTripSmoothing = 0.2;
/** Somebody who says nothing for this long may not hear us either. */
const silenceMs = 2_000;

/** A packet of a report, to whoever measures more with it. */
export type OnArrival = (
  counter: number,
  packet: { bytes: number; sentMs: number; arrivalMs: number },
) => void;

/**
 * What one receiver's path carries, in bit/s, by its transport-wide feedback (draft-ietf-rmcat-gcc-02): the lower one
 * of what delay and loss allow.
 */
export class SendEstimate {
  readonly sent = new SentPackets();
  readonly #trend = new DelayTrend();
  readonly #delay = new DelayBasedRate(initialBitsPerSecond);
  readonly #loss = new LossBasedRate(maxBitsPerSecond);
  readonly #acknowledged = new WindowedRate();
  /** Unwrapped to a count that does not end. */
  #reference: { readonly wire: number; readonly count: number } | undefined;
  #roundTripMs = 100;
  #reportedMs: number | undefined;
  #sentBefore = 0;

  get bitsPerSecond(): number {
    const lower = Math.min(this.#delay.bitsPerSecond, this.#loss.bitsPerSecond);
    return Math.max(minBitsPerSecond, Math.min(maxBitsPerSecond, lower));
  }

  get usage(): Usage {
    return this.#trend.usage;
  }

  /** What arrives, in bit/s; undefined while too little has. */
  get acknowledged(): number | undefined {
    return this.#acknowledged.bitsPerSecond();
  }

  /** Whether the receiver answers at all. */
  get known(): boolean {
    return this.#reportedMs !== undefined;
  }

  report(report: TransportCcReport, nowMs: number, onArrival: OnArrival): void {
    const startMs = this.#unwrap(report.reference) * referenceMs;
    let expected = 0;
    let lost = 0;
    let newestSentMs = -Infinity;
    report.arrivals.forEach((afterMs, offset) => {
      const counter = this.sent.find((report.baseSequence + offset) & 0xffff);
      if (counter < 0) return;
      if (afterMs === undefined) {
        if (!this.sent.miss(counter)) return;
        expected += 1;
        lost += 1;
        return;
      }
      const news = this.sent.arrive(counter);
      if (news === "again") return;
      if (news === "first") expected += 1;
      else lost -= 1;
      const sentMs = this.sent.sentAtMs(counter);
      newestSentMs = Math.max(newestSentMs, sentMs);
      this.#arrived(
        counter,
        { bytes: this.sent.bytes(counter), sentMs, arrivalMs: startMs + afterMs },
        onArrival,
      );
    });
    if (newestSentMs === -Infinity && expected === 0) return;
    this.#reportedMs = nowMs;
    this.#sentBefore = this.sent.totalBytes;
    if (newestSentMs > -Infinity) {
      this.#roundTripMs += roundTripSmoothing * (nowMs - newestSentMs - this.#roundTripMs);
    }
    const { acknowledged } = this;
    this.#delay.update(this.#trend.usage, acknowledged, { nowMs, roundTripMs: this.#roundTripMs });
    this.#loss.add({ expected, lost }, { nowMs, acknowledged });
    this.#bound();
  }

  /** A probe has measured this. */
  proven(bitsPerSecond: number): void {
    if (bitsPerSecond <= this.bitsPerSecond) return;
    this.#delay.set(Math.max(bitsPerSecond, this.#delay.bitsPerSecond));
    this.#loss.set(Math.max(bitsPerSecond, this.#loss.bitsPerSecond));
    this.#bound();
  }

  /** Halves what is believed of a receiver that has stopped to answer while we send. */
  checkSilence(nowMs: number): void {
    if (this.#reportedMs === undefined || nowMs - this.#reportedMs < silenceMs) return;
    this.#reportedMs = nowMs;
    if (this.sent.totalBytes === this.#sentBefore) return;
    this.#sentBefore = this.sent.totalBytes;
    this.#delay.set(this.bitsPerSecond / 2);
    this.#bound();
  }

  #arrived(counter: number, packet: Parameters<OnArrival>[1], onArrival: OnArrival): void {
    this.#acknowledged.add(packet.bytes, packet.arrivalMs);
    this.#trend.add(packet.sentMs, packet.arrivalMs);
    onArrival(counter, packet);
  }

  #bound(): void {
    for (const rate of [this.#delay, this.#loss]) {
      const bounded = Math.max(minBitsPerSecond, Math.min(maxBitsPerSecond, rate.bitsPerSecond));
      if (bounded !== rate.bitsPerSecond) rate.set(bounded);
    }
  }

  #unwrap(wire: number): number {
    // The first one at the middle of the circle, so that an older one behind it stays above zero.
    const before = this.#reference ?? { wire, count: 2 ** 23 };
    const count = before.count + (((wire - before.wire) << 8) >> 8);
    this.#reference = { wire, count };
    return count;
  }
}
