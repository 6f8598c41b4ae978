/** -50 dBov: as loud as speech is taken for elsewhere. */
const speechLoudness = 77;
/** So much louder somebody must be to take the place of one who goes on speaking, in dB, and in so many reviews. */
const margin = 6;
const insistence = 3;

/**
 * Who speaks, in order: first the one whose picture should be large, then the others by when they last spoke. Whoever
 * is first stays first in short pauses, and against others who are hardly louder.
 */
export class SpeakerOrder {
  #order: readonly string[] = [];
  #challenger: { readonly id: string; readonly reviews: number } | undefined;

  get order(): readonly string[] {
    return this.#order;
  }

  /** Exactly these from now on; those that are new come last. True when the order has changed. */
  keep(ids: ReadonlySet<string>): boolean {
    const known = this.#order.filter((id) => ids.has(id));
    return this.#become([...known, ...[...ids].filter((id) => !known.includes(id))]);
  }

  /** Call it a few times a second. True when the order has changed. */
  review(loudness: (id: string) => number): boolean {
    const speaking = this.#order.filter((id) => loudness(id) >= speechLoudness);
    const first = this.#nextFirst(speaking, loudness);
    const others = this.#order.filter((id) => id !== first);
    return this.#become([
      ...(first === undefined ? [] : [first]),
      ...others.filter((id) => speaking.includes(id)),
      ...others.filter((id) => !speaking.includes(id)),
    ]);
  }

  #nextFirst(speaking: readonly string[], loudness: (id: string) => number): string | undefined {
    const [first] = this.#order;
    const others = speaking.filter((id) => id !== first);
    const loudest = others.reduce<string | undefined>(
      (best, id) => (best === undefined || loudness(id) > loudness(best) ? id : best),
      undefined,
    );
    if (first === undefined || loudest === undefined) {
      this.#challenger = undefined;
      return first;
    }
    if (!speaking.includes(first)) return loudest;
    if (loudness(loudest) < loudness(first) + margin) {
      this.#challenger = undefined;
      return first;
    }
    const reviews = this.#challenger?.id === loudest ? this.#challenger.reviews + 1 : 1;
    this.#challenger = { id: loudest, reviews };
    return reviews < insistence ? first : loudest;
  }

  #become(order: readonly string[]): boolean {
    const changed = order.length !== this.#order.length || order.some((id, at) => id !== this.#order[at]);
    this.#order = order;
    return changed;
  }
}
