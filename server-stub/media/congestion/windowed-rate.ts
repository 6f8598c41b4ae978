const bucketMs = 50;
const buckets = 10;

/** Bits per second over the last half second. Times may come slightly out of order. Allocates once. */
export class WindowedRate {
  readonly #bytes = new Float64Array(buckets);
  #newest: number | undefined;
  #first = 0;

  add(bytes: number, atMs: number): void {
    const bucket = Math.floor(atMs / bucketMs);
    if (this.#newest === undefined) {
      this.#newest = bucket;
      this.#first = bucket;
    }
    this.#advance(bucket);
    // Older than the window: no part of it.
    if (bucket <= this.#newest - buckets) return;
    const slot = slotOf(bucket);
    this.#bytes[slot] = (this.#bytes[slot] ?? 0) + bytes;
  }

  /** Undefined until there is enough to divide by. `nowMs`: notices that nothing has come for a while. */
  bitsPerSecond(nowMs?: number): number | undefined {
    if (this.#newest === undefined) return undefined;
    if (nowMs !== undefined) this.#advance(Math.floor(nowMs / bucketMs));
    // The newest is not full yet.
    const spanned = Math.min(buckets - 1, this.#newest - this.#first);
    if (spanned < buckets / 2) return undefined;
    let sum = 0;
    for (let back = 1; back <= spanned; back++) sum += this.#bytes[slotOf(this.#newest - back)] ?? 0;
    return (sum * 8_000) / (spanned * bucketMs);
  }

  #advance(bucket: number): void {
    if (this.#newest === undefined || bucket <= this.#newest) return;
    const steps = Math.min(buckets, bucket - this.#newest);
    for (let step = 0; step < steps; step++) this.#bytes[slotOf(bucket - step)] = 0;
    // A pause longer than the window begins a new one.
    if (bucket - this.#newest >= buckets) this.#first = bucket;
    this.#newest = bucket;
  }
}

/** A receiver's clock may be below zero to us. */
const slotOf = (bucket: number): number => ((bucket % buckets) + buckets) % buckets;
