/** When to try again. `attempt` counts from 0; `null` means give up. */
export interface RetryPolicy {
  nextDelayMs(attempt: number): number | null;
}

export interface BackoffOptions {
  readonly firstMs: number;
  readonly maxMs: number;
  /** Give up after so many retries; never when absent. */
  readonly attempts?: number;
  /** Uniform in [0, 1). */
  readonly random: () => number;
}

/** Exponential back-off with equal jitter: half of the delay is fixed, half is random, so that clients spread out. */
export function backoff(options: BackoffOptions): RetryPolicy {
  return {
    nextDelayMs(attempt) {
      if (options.attempts !== undefined && attempt >= options.attempts) return null;
      const ceiling = Math.min(options.maxMs, options.firstMs * 2 ** attempt);
      return Math.max(options.firstMs, ceiling / 2 + (ceiling / 2) * options.random());
    },
  };
}
