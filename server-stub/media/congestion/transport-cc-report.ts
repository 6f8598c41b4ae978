/** What a receiver says of our packets (draft-holmer-rmcat-transport-wide-cc-extensions-01 section 3.1). */
export interface TransportCcReport {
  readonly type: "transport-cc";
  readonly baseSequence: number;
  /** A 24-bit count of 64 ms on the receiver's clock, which the arrivals are relative to. */
  readonly reference: number;
  /** From the base on: milliseconds after the reference, undefined for a packet that has not come. */
  readonly arrivals: readonly (number | undefined)[];
}

/** A count beyond what is kept of sent packets is hostile: two bytes can claim 8,191 losses. */
const maxStatuses = 4_096;
const ticksPerMs = 4;

/** Reads the packet without its padding; undefined when it contradicts itself. */
export function parseTransportCc(packet: Buffer): TransportCcReport | undefined {
  if (packet.length < 20) return undefined;
  const count = packet.readUInt16BE(14);
  if (count === 0 || count > maxStatuses) return undefined;
  const statuses = readStatuses(packet, count);
  if (statuses === undefined) return undefined;
  const arrivals: (number | undefined)[] = [];
  let { at } = statuses;
  let ticks = 0;
  for (const symbol of statuses.symbols) {
    // Symbol 3 is reserved: its delta has no known size, so nothing after it can be read.
    if (symbol === 3 || at + symbol > packet.length) return undefined;
    if (symbol > 0) ticks += symbol === 1 ? packet.readUInt8(at) : packet.readInt16BE(at);
    at += symbol;
    arrivals.push(symbol === 0 ? undefined : ticks / ticksPerMs);
  }
  return {
    type: "transport-cc",
    baseSequence: packet.readUInt16BE(12),
    reference: packet.readUIntBE(16, 3),
    arrivals,
  };
}

/** The chunks (sections 3.1.3 and 3.1.4): the size of each packet's delta, and where the deltas begin. */
function readStatuses(packet: Buffer, count: number): { symbols: Uint8Array; at: number } | undefined {
  const symbols = new Uint8Array(count);
  let at = 20;
  let filled = 0;
  while (filled < count) {
    if (at + 2 > packet.length) return undefined;
    const chunk = packet.readUInt16BE(at);
    at += 2;
    if ((chunk & 0x8000) === 0) {
      const run = chunk & 0x1fff;
      if (run === 0) return undefined;
      symbols.fill((chunk >> 13) & 3, filled, filled + run);
      filled += run;
      continue;
    }
    const bits = (chunk & 0x4000) === 0 ? 1 : 2;
    for (let shift = 14 - bits; shift >= 0; shift -= bits) {
      if (filled < count) symbols[filled] = (chunk >> shift) & (bits === 1 ? 1 : 3);
      filled += 1;
    }
  }
  return { symbols, at };
}
