/** No number: the packet or frame was left out, or went before the first. */
export const leftOut = -1;

/**
 * Numbers of a source (modulo a power of two) as continuous numbers of our own: what is left out is closed up, so that
 * a receiver misses nothing. A number that comes late gets what was kept for it when its place went by.
 */
export class NumberMap {
  readonly #ours: Int32Array;
  readonly #theirs: Int32Array;
  #mask = 0xffff;
  #newest = 0;
  #offset = 0;

  /** `capacity`, a power of two: how late a number may come. */
  constructor(private readonly capacity: number) {
    this.#ours = new Int32Array(capacity);
    this.#theirs = new Int32Array(capacity).fill(-1);
  }

  /** Starts anew: `theirs` becomes `ours`, and nothing before it is known. */
  begin(theirs: number, ours: number, bits: 7 | 15 | 16): void {
    this.#mask = (1 << bits) - 1;
    this.#newest = theirs;
    this.#offset = ours - theirs;
    this.#theirs.fill(-1);
    this.#put(theirs, ours & this.#mask);
  }

  /** Our number for theirs, or `leftOut`. */
  pass(theirs: number): number {
    if (!this.isNewer(theirs)) return this.#find(theirs);
    this.#advance(theirs);
    const ours = (theirs + this.#offset) & this.#mask;
    this.#put(theirs, ours);
    return ours;
  }

  /** Leaves it out. Our number that was kept for it, which nothing will fill now, else `leftOut`. */
  drop(theirs: number): number {
    if (!this.isNewer(theirs)) {
      const kept = this.#find(theirs);
      if (kept !== leftOut) this.#put(theirs, leftOut);
      return kept;
    }
    this.#advance(theirs);
    this.#put(theirs, leftOut);
    this.#offset -= 1;
    return leftOut;
  }

  isNewer(theirs: number): boolean {
    const ahead = (theirs - this.#newest) & this.#mask;
    return ahead !== 0 && ahead <= this.#mask >> 1;
  }

  /** Keeps a number for each that was jumped over: it may come later. */
  #advance(theirs: number): void {
    const gap = Math.min((theirs - this.#newest) & this.#mask, this.capacity);
    for (let back = gap - 1; back > 0; back--) {
      const missing = (theirs - back) & this.#mask;
      this.#put(missing, (missing + this.#offset) & this.#mask);
    }
    this.#newest = theirs;
  }

  #put(theirs: number, ours: number): void {
    const at = theirs & (this.capacity - 1);
    this.#theirs[at] = theirs;
    this.#ours[at] = ours;
  }

  #find(theirs: number): number {
    const at = theirs & (this.capacity - 1);
    return this.#theirs[at] === theirs ? (this.#ours[at] ?? leftOut) : leftOut;
  }
}
