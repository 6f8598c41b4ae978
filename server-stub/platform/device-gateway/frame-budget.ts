import type { Clock } from "../../../common/clock.ts";

/** A negotiation is a few frames; only a client gone wrong sends hundreds. */
const burst = 200;
const framesPerSecond = 50;

/** A token bucket for the frames of one socket. */
export class FrameBudget {
  readonly #clock: Pick<Clock, "now">;
  #left = burst;
  #at: number;

  constructor(clock: Pick<Clock, "now">) {
    this.#clock = clock;
    this.#at = clock.now();
  }

  /** False when the frame is one too many. */
  take(): boolean {
    const now = this.#clock.now();
    this.#left = Math.min(burst, this.#left + ((now - this.#at) / 1000) * framesPerSecond);
    this.#at = now;
    if (this.#left < 1) return false;
    this.#left -= 1;
    return true;
  }
}
