import type { Clock } from "../../../common/clock.ts";

/** So many in any second. */
export class RateLimit {
  readonly #perSecond: number;
  readonly #clock: Clock;
  #times: number[] = [];

  constructor(perSecond: number, clock: Clock) {
    this.#perSecond = perSecond;
    this.#clock = clock;
  }

  /** Counts one, unless that would be too many. */
  take(): boolean {
    const now = this.#clock.now();
    this.#times = this.#times.filter((time) => time > now - 1_000);
    if (this.#times.length >= this.#perSecond) return false;
    this.#times.push(now);
    return true;
  }
}
