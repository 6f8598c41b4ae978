import { LossBasedRate } from "./loss-based-rate.ts";
import { initialBitsPerSecond, maxBitsPerSecond, minBitsPerSecond } from "./send-estimate.ts";
import { WindowedRate } from "./windowed-rate.ts";

/**
 * The estimate for a receiver without transport-wide feedback: its receiver reports, and what it says that it can take
 * (REMB), if it does. It sees no queue, so it grows until something gets lost.
 */
export class ReportedLoss {
  readonly #loss = new LossBasedRate(initialBitsPerSecond);
  readonly #sent = new WindowedRate();
  #most = maxBitsPerSecond;
  #known = false;

  /** Undefined before the first report. */
  get bitsPerSecond(): number | undefined {
    return this.#known
      ? Math.max(minBitsPerSecond, Math.min(this.#most, this.#loss.bitsPerSecond))
      : undefined;
  }

  sent(bytes: number, nowMs: number): void {
    this.#sent.add(bytes, nowMs);
  }

  /** The share that was lost since the last report, from 0 to 1. */
  lost(share: number, nowMs: number): void {
    this.#known = true;
    const sent = this.#sent.bitsPerSecond(nowMs);
    this.#loss.report(share, sent === undefined ? undefined : sent * (1 - share));
    if (this.#loss.bitsPerSecond > maxBitsPerSecond) this.#loss.set(maxBitsPerSecond);
  }

  maximum(bitsPerSecond: number): void {
    this.#known = true;
    this.#most = bitsPerSecond;
  }
}
