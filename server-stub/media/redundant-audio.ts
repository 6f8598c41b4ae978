import { codecs, type Codec } from "./codecs.ts";
import type { MediaPacket } from "./retransmission-buffer.ts";

/**
 * The packet without the repetitions of earlier ones (RFC 2198 section 3), for whoever does not take them. The packet
 * itself when it has none, undefined when it is not well-formed.
 */
export function withoutRedundancy(packet: MediaPacket): MediaPacket | undefined {
  if (packet.codec !== redundant) return packet;
  const payload = primaryBlock(packet.payload);
  return payload === undefined ? undefined : { ...packet, codec: opus, payload };
}

/** The last block: headers of four bytes for the repetitions, of one byte for the newest, then the blocks in order. */
function primaryBlock(payload: Buffer): Buffer | undefined {
  let at = 0;
  let repeated = 0;
  while (((payload[at] ?? 0) & 0x80) !== 0) {
    if (at + 4 > payload.length) return undefined;
    repeated += payload.readUInt16BE(at + 2) & 0x3ff;
    at += 4;
  }
  const start = at + 1 + repeated;
  return start < payload.length ? payload.subarray(start) : undefined;
}

const named = (id: string): Codec => {
  const codec = codecs.find((one) => one.id === id);
  if (codec === undefined) throw new Error(`the engine does not know ${id}`);
  return codec;
};
const opus = named("opus");
const redundant = named("red-opus");
