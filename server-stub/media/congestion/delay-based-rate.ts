import type { Usage } from "./delay-trend.ts";

/** draft-ietf-rmcat-gcc-02 section 5.5 and table 1. */
const decreaseFactor = 0.85;
const growthPerSecond = 1.08;
/** More than this over what arrives is a guess about a link that nobody has tried. */
const guessFactor = 1.5;
const guessBits = 10_000;
const capacitySmoothing = 0.05;
const packetBits = 9_600;
const responseMs = 100;

/**
 * Additive increase, multiplicative decrease, by what the delay says. Where the link was last found to end it goes up
 * slowly, elsewhere by eight percent a second.
 */
export class DelayBasedRate {
  #state: "hold" | "increase" | "decrease" = "hold";
  #updatedMs: number | undefined;
  #decreasedMs = -Infinity;
  /** Rates at which the link was found to end: their mean and, relative to it, their variance. */
  #capacity: { readonly mean: number; readonly variance: number } | undefined;

  constructor(private estimate: number) {}

  get bitsPerSecond(): number {
    return this.estimate;
  }

  /** A measurement beats what was worked out. */
  set(bitsPerSecond: number): void {
    this.estimate = bitsPerSecond;
    this.#capacity = undefined;
  }

  /** With each report. `acknowledged`: what arrives, in bit/s, if that is known. */
  update(usage: Usage, acknowledged: number | undefined, at: { nowMs: number; roundTripMs: number }): void {
    const elapsedMs = Math.min(1_000, at.nowMs - (this.#updatedMs ?? at.nowMs));
    this.#updatedMs = at.nowMs;
    this.#state = nextState(this.#state, usage);
    if (this.#state === "increase") this.#increase(acknowledged, elapsedMs, at.roundTripMs);
    else if (this.#state === "decrease") this.#decrease(acknowledged, at.nowMs, at.roundTripMs);
  }

  #increase(acknowledged: number | undefined, elapsedMs: number, roundTripMs: number): void {
    const nearEnd = this.#isNearEnd(acknowledged);
    const step = nearEnd
      ? Math.max(1_000, 0.5 * packetBits * Math.min(elapsedMs / (responseMs + roundTripMs), 1))
      : this.estimate * (growthPerSecond ** (elapsedMs / 1_000) - 1);
    // An application that sends little does not try the link: it neither raises nor lowers what is thought of it.
    const limit = acknowledged === undefined ? this.estimate : guessFactor * acknowledged + guessBits;
    if (this.estimate < limit) this.estimate = Math.min(this.estimate + step, limit);
    // What arrives without a queue is proven: a forwarder sends what publishers send, whatever it had guessed.
    if (acknowledged !== undefined) this.estimate = Math.max(this.estimate, acknowledged);
  }

  #isNearEnd(acknowledged: number | undefined): boolean {
    if (acknowledged === undefined || this.#capacity === undefined) return false;
    const deviation = Math.sqrt(this.#capacity.variance * this.#capacity.mean);
    if (acknowledged > this.#capacity.mean + 3 * deviation) this.#capacity = undefined;
    return this.#capacity !== undefined && acknowledged > this.#capacity.mean - 3 * deviation;
  }

  #decrease(acknowledged: number | undefined, nowMs: number, roundTripMs: number): void {
    // What was sent before the last decrease still fills the queue for a round trip.
    if (nowMs - this.#decreasedMs < Math.max(10, Math.min(200, roundTripMs))) return;
    this.#decreasedMs = nowMs;
    const arriving = acknowledged ?? this.estimate;
    this.estimate = Math.min(this.estimate, decreaseFactor * arriving);
    this.#learnEnd(arriving);
  }

  #learnEnd(bitsPerSecond: number): void {
    const before = this.#capacity;
    if (before === undefined) {
      this.#capacity = { mean: bitsPerSecond, variance: minVariance };
      return;
    }
    const mean = (1 - capacitySmoothing) * before.mean + capacitySmoothing * bitsPerSecond;
    const error = (before.mean - bitsPerSecond) ** 2 / Math.max(1, mean);
    const variance = (1 - capacitySmoothing) * before.variance + capacitySmoothing * error;
    this.#capacity = { mean, variance: Math.max(minVariance, Math.min(maxVariance, variance)) };
  }
}

/** In bit/s: relative to the mean, so that a deviation is the root of variance times mean. */
const minVariance = 400;
const maxVariance = 2_500;

/** Table 1 of section 5.5. */
function nextState(state: "hold" | "increase" | "decrease", usage: Usage): typeof state {
  if (usage === "overuse") return "decrease";
  if (usage === "underuse") return "hold";
  return state === "decrease" ? "hold" : "increase";
}
