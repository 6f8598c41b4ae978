/** draft-ietf-rmcat-gcc-02 section 6: below 2 % loss go up, above 10 % go down, keep between. */
const harmless = 0.02;
const harmful = 0.1;
const growth = 1.05;
/** Of what arrives in spite of all loss: that much is there. */
const arrivingShare = 0.85;
/** A share of fewer packets than this is chance. */
const minPackets = 20;
const intervalMs = 500;

/** What loss allows, where no queue shows in the delay: short queues, and receivers that report nothing but loss. */
export class LossBasedRate {
  #expected = 0;
  #lost = 0;
  #decidedMs: number | undefined;

  constructor(private estimate: number) {}

  get bitsPerSecond(): number {
    return this.estimate;
  }

  set(bitsPerSecond: number): void {
    this.estimate = bitsPerSecond;
  }

  /** Counts of packets since the last call; `lost` is negative when some that were taken for lost have come. */
  add(
    packets: { expected: number; lost: number },
    at: { nowMs: number; acknowledged: number | undefined },
  ): void {
    this.#expected += packets.expected;
    this.#lost += packets.lost;
    this.#decidedMs ??= at.nowMs;
    if (this.#expected < minPackets || at.nowMs - this.#decidedMs < intervalMs) return;
    this.report(Math.max(0, this.#lost) / this.#expected, at.acknowledged);
    this.#expected = 0;
    this.#lost = 0;
    this.#decidedMs = at.nowMs;
  }

  /** The share that was lost over half a second or more. */
  report(share: number, acknowledged: number | undefined): void {
    if (share < harmless) this.estimate *= growth;
    if (share <= harmful) return;
    // From what was sent, not from a guess far above it.
    const sent = acknowledged === undefined ? this.estimate : acknowledged / (1 - Math.min(0.9, share));
    const lowered = Math.min(this.estimate, sent * 1.2) * (1 - 0.5 * share);
    this.estimate = Math.max(lowered, (acknowledged ?? 0) * arrivingShare);
  }
}
