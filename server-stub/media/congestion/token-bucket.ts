/** A bound on what others can make us do: so much at once, and so much a second. */
export class TokenBucket {
  #tokens: number;
  #filledMs: number | undefined;

  constructor(
    private capacity: number,
    private perSecond: number,
  ) {
    this.#tokens = capacity;
  }

  /** Another bound from now on. */
  set(capacity: number, perSecond: number): void {
    this.capacity = capacity;
    this.perSecond = perSecond;
  }

  /** Takes so many, or none when there are not as many. */
  take(tokens: number, nowMs: number): boolean {
    const elapsedMs = Math.max(0, nowMs - (this.#filledMs ?? nowMs));
    this.#filledMs = nowMs;
    this.#tokens = Math.min(this.capacity, this.#tokens + (elapsedMs * this.perSecond) / 1_000);
    if (this.#tokens < tokens) return false;
    this.#tokens -= tokens;
    return true;
  }
}
