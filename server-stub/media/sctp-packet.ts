/**
 * What werift 0.24.4 takes for granted of an SCTP packet (RFC 9260 section 3): a chunk or parameter without a length
 * would keep it reading at one place for ever, and a report of gaps that overlap would cost hours.
 */

const commonHeader = 12;
const chunkHeader = 4;

/** Bytes of a chunk before its parameters, chunk header included; of the chunks that have parameters. */
const parametersAt: ReadonlyMap<number, number> = new Map([
  [1, 20], // INIT
  [2, 20], // INIT ACK
  [4, 4], // HEARTBEAT
  [5, 4], // HEARTBEAT ACK
  [6, 4], // ABORT
  [9, 4], // ERROR
  [130, 4], // RE-CONFIG, RFC 6525
]);
const sack = 3;
const sackHeader = 16;

/** Whether every length in it leads on, and stays inside. The checksum is not looked at. */
export function isSoundPacket(packet: Buffer): boolean {
  if (packet.length < commonHeader + chunkHeader) return false;
  return isSoundList(packet.subarray(commonHeader), isSoundChunk);
}

function isSoundChunk(chunk: Buffer): boolean {
  const type = chunk.readUInt8(0);
  if (type === sack) return isSoundSack(chunk);
  const at = parametersAt.get(type);
  if (at === undefined) return true;
  return chunk.length >= at && isSoundList(chunk.subarray(at), () => true);
}

/** Chunks and parameters are built alike: a length of two bytes at 2, header included, padded to four. */
function isSoundList(list: Buffer, isSound: (one: Buffer) => boolean): boolean {
  for (let at = 0; at + chunkHeader <= list.length;) {
    const length = list.readUInt16BE(at + 2);
    if (length < chunkHeader || at + length > list.length) return false;
    if (!isSound(list.subarray(at, at + length))) return false;
    at += (length + 3) & ~3;
  }
  return true;
}

/** Gaps one behind the other (section 3.3.4): together no more than the 65,535 that there can be. */
function isSoundSack(chunk: Buffer): boolean {
  if (chunk.length < sackHeader) return false;
  const [gaps, duplicates] = [chunk.readUInt16BE(12), chunk.readUInt16BE(14)];
  if (sackHeader + 4 * (gaps + duplicates) > chunk.length) return false;
  let last = 0;
  for (let at = sackHeader; at < sackHeader + 4 * gaps; at += 4) {
    const [start, end] = [chunk.readUInt16BE(at), chunk.readUInt16BE(at + 2)];
    if (start <= last || end < start) return false;
    last = end;
  }
  return true;
}
