/** Fewer packets than this say nothing of a rate. */
const minPackets = 5;
/** A share that has come below this is a link that overflowed. */
const minShare = 0.8;
/** Received slower than sent by more than this: the link itself was measured, and shall not be filled to the brim. */
const saturatedShare = 0.9;
const headroom = 0.95;

/** The packets of one probe, from `first` on: how fast they were sent and how fast they came. */
export class ProbeCluster {
  #last: number | undefined;
  #packets = 0;
  #bytes = 0;
  #sentMs = { first: Infinity, last: -Infinity, lastBytes: 0 };
  #arrivedMs = { first: Infinity, last: -Infinity, firstBytes: 0 };

  constructor(private readonly first: number) {}

  /** No packet after `last` belongs to it. */
  end(last: number): void {
    this.#last = last;
  }

  arrived(counter: number, packet: { bytes: number; sentMs: number; arrivalMs: number }): void {
    if (counter < this.first || (this.#last !== undefined && counter > this.#last)) return;
    const { bytes, sentMs, arrivalMs } = packet;
    this.#packets += 1;
    this.#bytes += bytes;
    if (sentMs < this.#sentMs.first) this.#sentMs.first = sentMs;
    if (sentMs >= this.#sentMs.last) {
      this.#sentMs.last = sentMs;
      this.#sentMs.lastBytes = bytes;
    }
    if (arrivalMs > this.#arrivedMs.last) this.#arrivedMs.last = arrivalMs;
    if (arrivalMs < this.#arrivedMs.first) {
      this.#arrivedMs.first = arrivalMs;
      this.#arrivedMs.firstBytes = bytes;
    }
  }

  /** In bit/s; undefined when too little of it came. */
  get measured(): number | undefined {
    if (this.#last === undefined) return undefined;
    const enough = this.#packets >= minPackets && this.#packets >= minShare * (this.#last - this.first + 1);
    const sendMs = this.#sentMs.last - this.#sentMs.first;
    const receiveMs = this.#arrivedMs.last - this.#arrivedMs.first;
    if (!enough || sendMs <= 0 || receiveMs <= 0) return undefined;
    // The first packet's time is when it was there, the last one's when it began: neither interval holds both.
    const sendRate = ((this.#bytes - this.#sentMs.lastBytes) * 8_000) / sendMs;
    const receiveRate = ((this.#bytes - this.#arrivedMs.firstBytes) * 8_000) / receiveMs;
    return receiveRate < saturatedShare * sendRate ? headroom * receiveRate : Math.min(sendRate, receiveRate);
  }
}
