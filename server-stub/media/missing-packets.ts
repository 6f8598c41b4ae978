import { sequenceDistance } from "./rtp-packet.ts";

/** When to ask again for a packet, and when to give up on it. Milliseconds. */
const retryMs = 80;
const maxRequests = 8;
const giveUpMs = 1_500;
/** A gap this long is not repaired packet by packet: a key frame is cheaper. */
const maxGap = 256;
const maxMissing = 512;

interface Missing {
  readonly sinceMs: number;
  askedMs: number;
  requests: number;
}

/**
 * `unwanted`: it has come before, was given up, or is older than the first. `too-many`: the gap before it is beyond
 * repair and a key frame is needed.
 */
export type Arrival = "next" | "missed" | "unwanted" | "too-many";

/** Follows one SSRC's sequence numbers and says which packets to request again (RFC 4585 section 6.2.1). */
export class MissingPackets {
  readonly #missing = new Map<number, Missing>();
  #highest: number | undefined;

  /** Notes an arrival. */
  received(sequence: number, nowMs: number): Arrival {
    if (this.#highest === undefined) {
      this.#highest = sequence;
      return "next";
    }
    const distance = sequenceDistance(sequence, this.#highest);
    if (distance <= 0) return this.#missing.delete(sequence) ? "missed" : "unwanted";
    const previous = this.#highest;
    this.#highest = sequence;
    if (distance > maxGap || this.#missing.size + distance > maxMissing) {
      this.#missing.clear();
      return "too-many";
    }
    for (let step = 1; step < distance; step++) {
      this.#missing.set((previous + step) & 0xffff, { sinceMs: nowMs, askedMs: -Infinity, requests: 0 });
    }
    return "next";
  }

  /** Nothing that is missing is wanted any more. */
  forget(): void {
    this.#missing.clear();
  }

  /** Sequence numbers to request now, oldest first. Counts as a request for each. */
  due(nowMs: number): number[] {
    const sequences: number[] = [];
    for (const [sequence, missing] of this.#missing) {
      if (missing.requests >= maxRequests || nowMs - missing.sinceMs > giveUpMs) {
        this.#missing.delete(sequence);
      } else if (nowMs - missing.askedMs >= retryMs) {
        missing.askedMs = nowMs;
        missing.requests += 1;
        sequences.push(sequence);
      }
    }
    return sequences;
  }
}
