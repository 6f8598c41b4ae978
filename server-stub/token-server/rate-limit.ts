import type { Clock } from "../../common/clock.ts";
import { err, ok, type Result } from "../../common/result.ts";

export interface RateLimitOptions {
  readonly limit: number;
  readonly windowMs: number;
  readonly clock: Clock;
  /** The oldest windows are forgotten beyond so many keys. */
  readonly maxKeys?: number;
}

/** So many attempts per key and window; the window starts with the first attempt. */
export class RateLimit {
  readonly #options: RateLimitOptions;
  readonly #windows = new Map<string, { startedAt: number; taken: number }>();

  constructor(options: RateLimitOptions) {
    this.#options = options;
  }

  /** Counts one attempt, or says how long to wait. Attempts that are refused do not count. */
  take(key: string): Result<void, { retryAfterMs: number }> {
    const { clock, limit, windowMs } = this.#options;
    const now = clock.now();
    const current = this.#windows.get(key);
    if (!current || now - current.startedAt >= windowMs) {
      this.#begin(key, now);
      return ok(undefined);
    }
    if (current.taken >= limit) return err({ retryAfterMs: current.startedAt + windowMs - now });
    current.taken += 1;
    return ok(undefined);
  }

  /** Takes one attempt back: it was a good one. */
  giveBack(key: string): void {
    const current = this.#windows.get(key);
    if (!current) return;
    current.taken -= 1;
    if (current.taken <= 0) this.#windows.delete(key);
  }

  #begin(key: string, now: number): void {
    this.#windows.delete(key);
    this.#windows.set(key, { startedAt: now, taken: 1 });
    if (this.#windows.size <= (this.#options.maxKeys ?? 10_000)) return;
    const oldest = this.#windows.keys().next();
    if (!oldest.done) this.#windows.delete(oldest.value);
  }
}
