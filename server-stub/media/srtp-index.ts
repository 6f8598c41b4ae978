/** Replay protection and packet index of one SRTP stream (RFC 3711 sections 3.3.1 and 3.3.2). */

/** At least 64 is required; video with retransmissions needs more. */
const replayWindowPackets = 1024;

/** Remembers which of the newest 1024 indices have been seen. Indices are exact up to 2^53. */
export class ReplayWindow {
  #highest = -1;
  readonly #seen = new Uint8Array(replayWindowPackets);

  /** False for an index that was seen before or is too old to tell. */
  accepts(index: number): boolean {
    if (index > this.#highest) return true;
    if (index <= this.#highest - replayWindowPackets) return false;
    return this.#seen[index % replayWindowPackets] === 0;
  }

  /** Call for authenticated packets only. */
  record(index: number): void {
    if (index > this.#highest) {
      const skipped = index - this.#highest - 1;
      if (skipped >= replayWindowPackets) this.#seen.fill(0);
      else for (let at = this.#highest + 1; at < index; at++) this.#seen[at % replayWindowPackets] = 0;
      this.#highest = index;
    }
    this.#seen[index % replayWindowPackets] = 1;
  }
}

/** Estimates the 48-bit index of a packet from its 16-bit sequence number. */
export class PacketIndex {
  /** Highest authenticated sequence number, -1 before the first packet; and the roll-over counter that goes with it. */
  #sequence = -1;
  #rollover = 0;

  /** RFC 3711 section 3.3.1: the index nearest to the highest one. Below zero when the packet cannot exist. */
  estimate(sequence: number): number {
    if (this.#sequence < 0) return sequence;
    let rollover = this.#rollover;
    if (this.#sequence < 0x8000) {
      if (sequence - this.#sequence > 0x8000) rollover -= 1;
    } else if (this.#sequence - 0x8000 > sequence) {
      rollover += 1;
    }
    return rollover * 0x10000 + sequence;
  }

  /** Call for authenticated packets only; an older index changes nothing. */
  record(index: number): void {
    if (this.#sequence >= 0 && index <= this.#rollover * 0x10000 + this.#sequence) return;
    this.#rollover = Math.floor(index / 0x10000);
    this.#sequence = index % 0x10000;
  }
}
