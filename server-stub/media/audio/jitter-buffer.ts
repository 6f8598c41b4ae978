/**
 * The order and pace of one received audio stream, without its samples:
 *
 *   filling ── enough is there, or what there is has waited long enough ─▶ playing ── nothing came for 60 ms ─▶ filling
 *
 * While playing, a packet that is not there when its turn comes is lost if later ones are, and only late if not: then
 * something is made up in its place and its turn comes again, so that the delay grows by what the network needed.
 */

/** What is kept before playing: two packets of the usual length. */
const targetMs = 40;
/** Made up at most so long before it is called silence. */
const maxConcealedMs = 60;
/** Behind by so much all the time means a faster clock at the far end, or a delay that is no longer needed. */
const maxStandingMs = 60;
/** Takes over which that is judged: two seconds. */
const judgedTakes = 100;
/** A gap longer than this is not bridged. */
const maxGap = 5;
/** Beyond this distance a sequence number belongs to another stream. */
const maxJump = 500;
const maxEntries = 100;
const usualMs = 20;

export type Turn<T> =
  | { readonly type: "play"; readonly packet: T }
  /** Make something up; what follows the gap may tell of what is missing (Opus in-band FEC). */
  | { readonly type: "conceal"; readonly following: T | undefined }
  | { readonly type: "silence" };

interface Entry<T> {
  /** Absent for a packet that carries no audio: it only takes its turn. */
  readonly packet: T | undefined;
  readonly ms: number;
}

const silence = { type: "silence" } as const;
const distance = (to: number, from: number): number => ((to - from + 0x8000) & 0xffff) - 0x8000;

export class JitterBuffer<T> {
  #playing = false;
  /** It has played since the stream began. */
  #started = false;
  /** Sequence number whose turn is next. */
  #next: number | undefined;
  readonly #entries = new Map<number, Entry<T>>();
  #waitedMs = 0;
  #concealedMs = 0;
  #takes = 0;
  #leastMs = Infinity;

  /** Audio of `ms`, or a packet without audio. */
  put(sequence: number, packet: T | undefined, ms: number): void {
    this.#next ??= sequence;
    const ahead = distance(sequence, this.#next);
    if (Math.abs(ahead) > maxJump) {
      this.#restart(sequence);
    } else if (ahead < 0) {
      // Before the first turn the order of arrival says nothing; afterwards it is too late.
      if (this.#started) return;
      this.#next = sequence;
    }
    this.#entries.set(sequence, { packet, ms });
    if (this.#entries.size > maxEntries) this.#restart(sequence, { packet, ms });
  }

  /** The next turn. Call it as often as the audio that it gave lasts. */
  take(): Turn<T> {
    if (!this.#playing && !this.#mayStart()) return silence;
    this.#playing = true;
    this.#started = true;
    this.#trim();
    for (;;) {
      const turn = this.#turn();
      if (turn !== undefined) return turn;
    }
  }

  #turn(): Turn<T> | undefined {
    if (this.#next === undefined) return silence;
    const entry = this.#entries.get(this.#next);
    if (entry !== undefined) {
      this.#advance();
      this.#concealedMs = 0;
      if (entry.packet !== undefined) return { type: "play", packet: entry.packet };
      // Keys were pressed instead of talking: silence is what is meant, unless talk follows at once.
      if (this.#entries.size > 0) return undefined;
      this.#playing = false;
      return silence;
    }
    const first = this.#firstSequence();
    if (first === undefined) return this.#underrun();
    const gap = distance(first, this.#next);
    if (gap > maxGap) this.#next = first;
    if (gap > maxGap) return undefined;
    this.#advance();
    return { type: "conceal", following: gap === 1 ? this.#entries.get(first)?.packet : undefined };
  }

  #underrun(): Turn<T> {
    if (this.#concealedMs < maxConcealedMs) {
      this.#concealedMs += usualMs;
      return { type: "conceal", following: undefined };
    }
    this.#playing = false;
    return silence;
  }

  #mayStart(): boolean {
    const depthMs = this.#depthMs();
    if (depthMs === 0) {
      this.#waitedMs = 0;
      return false;
    }
    this.#waitedMs += usualMs;
    if (depthMs < targetMs && this.#waitedMs <= targetMs) return false;
    this.#waitedMs = 0;
    this.#takes = 0;
    this.#leastMs = Infinity;
    return true;
  }

  /** Drops a packet when there has been more than enough for two seconds. */
  #trim(): void {
    this.#leastMs = Math.min(this.#leastMs, this.#depthMs());
    this.#takes += 1;
    if (this.#takes < judgedTakes) return;
    if (this.#leastMs > maxStandingMs) this.#advance();
    this.#takes = 0;
    this.#leastMs = Infinity;
  }

  #advance(): void {
    if (this.#next === undefined) return;
    this.#entries.delete(this.#next);
    this.#next = (this.#next + 1) & 0xffff;
  }

  #restart(sequence: number, entry?: Entry<T>): void {
    this.#entries.clear();
    if (entry !== undefined) this.#entries.set(sequence, entry);
    this.#next = sequence;
    this.#playing = false;
    this.#started = false;
    this.#concealedMs = 0;
  }

  #depthMs(): number {
    let depthMs = 0;
    for (const { ms, packet } of this.#entries.values()) if (packet !== undefined) depthMs += ms;
    return depthMs;
  }

  #firstSequence(): number | undefined {
    let first: number | undefined;
    for (const sequence of this.#entries.keys()) {
      if (first === undefined || distance(sequence, first) < 0) first = sequence;
    }
    return first;
  }
}
