import { feedbackFormats, rtcpTypes } from "./rtcp-packet.ts";

/** Transport-wide congestion control feedback (draft-holmer-rmcat-transport-wide-cc-extensions-01 section 3.1). */

const referenceUnitUs = 64_000;
const deltaUnitUs = 250;
/** More than this in one interval is not a live stream; it bounds one feedback packet. */
const maxPacketsPerFeedback = 2_000;
const symbolsPerChunk = 7;

interface Arrival {
  /** Sequence number unwrapped to a growing integer. */
  readonly sequence: number;
  readonly atUs: number;
}

/** Collects arrivals of packets with the transport-wide sequence number and turns them into feedback packets. */
export class TransportCcFeedback {
  #arrivals: Arrival[] = [];
  #highest: number | undefined;
  /** First sequence number that no feedback has covered yet; a gap before it was lost. */
  #next: number | undefined;
  #feedbackCount = 0;

  /** `atMs` on a monotonic clock, in milliseconds with a fraction. */
  add(sequence: number, atMs: number): void {
    if (this.#arrivals.length >= maxPacketsPerFeedback) return;
    const unwrapped = this.#unwrap(sequence);
    this.#highest = Math.max(this.#highest ?? unwrapped, unwrapped);
    this.#arrivals.push({ sequence: unwrapped, atUs: Math.round(atMs * 1_000) });
  }

  #unwrap(sequence: number): number {
    if (this.#highest === undefined) return sequence + 0x10000;
    const distance = (((sequence - this.#highest) & 0xffff) << 16) >> 16;
    return this.#highest + distance;
  }

  /** Feedback on everything since the last call, or undefined when nothing has arrived. */
  build(senderSsrc: number, mediaSsrc: number): Buffer | undefined {
    const arrivals = this.#arrivals.sort((a, b) => a.sequence - b.sequence);
    this.#arrivals = [];
    const first = arrivals[0];
    const last = arrivals.at(-1);
    if (first === undefined || last === undefined) return undefined;
    let base = first.sequence;
    if (this.#next !== undefined && this.#next < base && base - this.#next < maxPacketsPerFeedback) {
      base = this.#next;
    }
    const count = last.sequence - base + 1;
    if (count > 2 * maxPacketsPerFeedback) return undefined;
    this.#next = Math.max(this.#next ?? 0, last.sequence + 1);
    // The reference is a 24-bit signed count of 64 ms; the deltas start from it.
    const reference = Math.floor(first.atUs / referenceUnitUs);
    const { symbols, deltas } = encodeArrivals(arrivals, {
      base,
      count,
      startUs: reference * referenceUnitUs,
    });
    const packet = layOut(symbols, deltas);
    packet.writeUInt32BE(senderSsrc, 4);
    packet.writeUInt32BE(mediaSsrc, 8);
    packet.writeUInt16BE(base & 0xffff, 12);
    packet.writeUInt16BE(count, 14);
    packet.writeUIntBE(reference & 0xffffff, 16, 3);
    packet.writeUInt8(this.#feedbackCount, 19);
    this.#feedbackCount = (this.#feedbackCount + 1) & 0xff;
    return packet;
  }
}

interface Delta {
  readonly bytes: 1 | 2;
  readonly ticks: number;
}

function encodeArrivals(
  arrivals: readonly Arrival[],
  range: { base: number; count: number; startUs: number },
): { symbols: Uint8Array; deltas: Delta[] } {
  const symbols = new Uint8Array(range.count);
  const deltas: Delta[] = [];
  let previousUs = range.startUs;
  for (const { sequence, atUs } of arrivals) {
    const at = sequence - range.base;
    // A duplicate has its symbol already.
    if (symbols[at] !== 0) continue;
    const exact = Math.round((atUs - previousUs) / deltaUnitUs);
    const ticks = Math.max(-0x8000, Math.min(0x7fff, exact));
    // Rounding errors must not add up: the receiver adds whole ticks.
    previousUs += ticks * deltaUnitUs;
    const bytes = ticks >= 0 && ticks <= 0xff ? 1 : 2;
    symbols[at] = bytes;
    deltas.push({ bytes, ticks });
  }
  return { symbols, deltas };
}

/** Header room, two-bit status vector chunks (section 3.1.4), receive deltas (3.1.5), padding to a word. */
function layOut(symbols: Uint8Array, deltas: readonly Delta[]): Buffer {
  const chunks = Math.ceil(symbols.length / symbolsPerChunk);
  const used = 20 + 2 * chunks + deltas.reduce((sum, delta) => sum + delta.bytes, 0);
  const packet = Buffer.alloc(4 * Math.ceil(used / 4));
  const padding = packet.length - used;
  packet.writeUInt8(0x80 | (padding > 0 ? 0x20 : 0) | feedbackFormats.transportCc, 0);
  packet.writeUInt8(rtcpTypes.transportFeedback, 1);
  packet.writeUInt16BE(packet.length / 4 - 1, 2);
  let at = 20;
  for (let chunk = 0; chunk < chunks; chunk++) {
    let word = 0xc000;
    for (let slot = 0; slot < symbolsPerChunk; slot++) {
      word |= (symbols[chunk * symbolsPerChunk + slot] ?? 0) << (12 - 2 * slot);
    }
    packet.writeUInt16BE(word, at);
    at += 2;
  }
  for (const { bytes, ticks } of deltas) {
    if (bytes === 1) packet.writeUInt8(ticks, at);
    else packet.writeInt16BE(ticks, at);
    at += bytes;
  }
  if (padding > 0) packet.writeUInt8(padding, packet.length - 1);
  return packet;
}
