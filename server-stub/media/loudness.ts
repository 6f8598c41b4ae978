/** A syllable is shorter, a word longer. */
const smoothingMs = 300;
/** From packet to packet; a longer pause is silence. */
const maxStepMs = 100;
const silence = 127;

/** How loud a track is, from the levels that its packets carry (RFC 6464): 0 is silence, 127 the loudest, in dB. */
export class Loudness {
  #value = 0;
  #atMs = -Infinity;

  /** `level` as in the header extension: 0 is the loudest, 127 silence. */
  add(level: number, nowMs: number): void {
    const stepMs = Math.min(nowMs - this.#atMs, maxStepMs);
    const before = this.at(nowMs);
    this.#value = before + (silence - level - before) * Math.min(1, stepMs / smoothingMs);
    this.#atMs = nowMs;
  }

  /** Fades when no packets come. */
  at(nowMs: number): number {
    const pauseMs = Math.max(0, nowMs - this.#atMs - maxStepMs);
    return this.#value * Math.exp(-pauseMs / smoothingMs);
  }
}
