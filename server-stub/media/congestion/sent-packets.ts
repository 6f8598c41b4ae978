/** How many packets are remembered: a second of 40 Mbit/s. A power of two that divides the 16-bit circle. */
const capacity = 4_096;

const unknown = 0;
const inFlight = 1;
const missed = 2;
const arrived = 3;

/** When and how large the last packets of one transport were, by transport-wide sequence number. Allocates once. */
export class SentPackets {
  readonly #sentAtMs = new Float64Array(capacity);
  readonly #bytes = new Uint16Array(capacity);
  readonly #states = new Uint8Array(capacity);
  /** Counts on beyond 16 bits. */
  #next = 0;
  #totalBytes = 0;

  /** Notes a packet that is about to be sent; returns its sequence number for the wire. */
  add(bytes: number, nowMs: number): number {
    const slot = this.#next % capacity;
    this.#sentAtMs[slot] = nowMs;
    this.#bytes[slot] = Math.min(bytes, 0xffff);
    this.#states[slot] = inFlight;
    this.#next += 1;
    this.#totalBytes += bytes;
    return (this.#next - 1) & 0xffff;
  }

  /** The counter of the next packet. */
  get next(): number {
    return this.#next;
  }

  /** Since the beginning. */
  get totalBytes(): number {
    return this.#totalBytes;
  }

  /** The counter behind a sequence number of the wire; -1 when it was never sent, or is forgotten. */
  find(sequence: number): number {
    const behind = (this.#next - sequence) & 0xffff;
    const counter = this.#next - behind;
    return behind === 0 || behind > capacity || counter < 0 ? -1 : counter;
  }

  sentAtMs(counter: number): number {
    return this.#sentAtMs[counter % capacity] ?? 0;
  }

  bytes(counter: number): number {
    return this.#bytes[counter % capacity] ?? 0;
  }

  /** `"first"` when nothing was known, `"late"` when it had been taken for lost, `"again"` when it is no news. */
  arrive(counter: number): "first" | "late" | "again" {
    const before = this.#states[counter % capacity] ?? unknown;
    this.#states[counter % capacity] = arrived;
    if (before === inFlight) return "first";
    return before === missed ? "late" : "again";
  }

  /** Whether that is news. */
  miss(counter: number): boolean {
    if (this.#states[counter % capacity] !== inFlight) return false;
    this.#states[counter % capacity] = missed;
    return true;
  }
}
