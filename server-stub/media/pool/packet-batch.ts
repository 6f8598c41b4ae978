import { codecs, forwardedExtensions } from "../codecs.ts";
import { readVideoFrame } from "../read-video-frame.ts";
import type { MediaPacket } from "../retransmission-buffer.ts";

/**
 * What one thread forwards to another of a turn of its event loop, as one block of bytes that changes its owner. Objects
 * would be copied one by one, which costs more than forwarding. Both ends are ours and of one version.
 */
export type BatchRecord =
  | {
      readonly type: "packet";
      readonly track: number;
      readonly encoding: number;
      readonly packet: MediaPacket;
    }
  /** A packet that is only counted: nobody there takes its encoding. */
  | {
      readonly type: "untaken";
      readonly track: number;
      readonly encoding: number;
      readonly spatial: number;
      readonly temporal: number;
      readonly bytes: number;
    };

const packetKind = 1;
const untakenKind = 2;
const packetBytes = 24;
const untakenBytes = 10;
const codecNumbers = new Map(codecs.map(({ id }, at) => [id, at]));

export function encodeBatch(records: readonly BatchRecord[]): ArrayBuffer {
  let length = 0;
  for (const record of records) length += bytesOf(record);
  const block = new ArrayBuffer(length);
  const bytes = Buffer.from(block);
  let at = 0;
  for (const record of records) {
    if (record.type === "packet") at = writePacket(bytes, at, record);
    else {
      bytes[at] = untakenKind;
      bytes[at + 1] = record.encoding;
      bytes.writeUInt32LE(record.track, at + 2);
      bytes[at + 6] = record.spatial;
      bytes[at + 7] = record.temporal;
      bytes.writeUInt16LE(record.bytes, at + 8);
      at += untakenBytes;
    }
  }
  return block;
}

/** Packets have bytes of their own: they are kept for repairs longer than what came with them. */
export function decodeBatch(block: ArrayBuffer): BatchRecord[] {
  const bytes = Buffer.from(block);
  const records: BatchRecord[] = [];
  let at = 0;
  while (at < bytes.length) {
    const track = bytes.readUInt32LE(at + 2);
    const encoding = bytes.readUInt8(at + 1);
    if (bytes[at] === packetKind) {
      const { packet, end } = readPacket(bytes, at);
      records.push({ type: "packet", track, encoding, packet });
      at = end;
    } else {
      const [spatial, temporal] = [bytes.readUInt8(at + 6), bytes.readUInt8(at + 7)];
      records.push({
        type: "untaken",
        track,
        encoding,
        spatial,
        temporal,
        bytes: bytes.readUInt16LE(at + 8),
      });
      at += untakenBytes;
    }
  }
  return records;
}

function bytesOf(record: BatchRecord): number {
  if (record.type === "untaken") return untakenBytes;
  let length = packetBytes + record.packet.payload.length;
  for (const { data } of record.packet.extensions) length += 2 + data.length;
  return length;
}

function writePacket(bytes: Buffer, at: number, record: BatchRecord & { readonly type: "packet" }): number {
  const { header, codec, payload, extensions } = record.packet;
  bytes[at] = packetKind;
  bytes[at + 1] = record.encoding;
  bytes.writeUInt32LE(record.track, at + 2);
  bytes[at + 6] = (header.marker ? 1 : 0) | (header.padded ? 2 : 0);
  bytes[at + 7] = header.payloadType;
  bytes.writeUInt16LE(header.sequence, at + 8);
  bytes.writeUInt32LE(header.timestamp, at + 10);
  bytes.writeUInt32LE(header.ssrc, at + 14);
  bytes.writeUInt16LE(header.headerBytes, at + 18);
  bytes[at + 20] = codecNumbers.get(codec.id) ?? 0;
  bytes[at + 21] = extensions.length;
  bytes.writeUInt16LE(payload.length, at + 22);
  let next = at + packetBytes;
  for (const { uri, data } of extensions) {
    bytes[next] = forwardedExtensions.indexOf(uri);
    bytes[next + 1] = data.length;
    data.copy(bytes, next + 2);
    next += 2 + data.length;
  }
  payload.copy(bytes, next);
  return next + payload.length;
}

function readPacket(bytes: Buffer, at: number): { packet: MediaPacket; end: number } {
  const flags = bytes.readUInt8(at + 6);
  const header = {
    marker: (flags & 1) !== 0,
    payloadType: bytes.readUInt8(at + 7),
    sequence: bytes.readUInt16LE(at + 8),
    timestamp: bytes.readUInt32LE(at + 10),
    ssrc: bytes.readUInt32LE(at + 14),
    headerBytes: bytes.readUInt16LE(at + 18),
    padded: (flags & 2) !== 0,
  };
  const codec = codecs[bytes.readUInt8(at + 20)];
  if (codec === undefined) throw new Error("a batch names a codec that there is not");
  let next = at + packetBytes;
  const extensions = Array.from({ length: bytes.readUInt8(at + 21) }, () => {
    const uri = forwardedExtensions[bytes.readUInt8(next)] ?? "";
    const end = next + 2 + bytes.readUInt8(next + 1);
    const data = own(bytes.subarray(next + 2, end));
    next = end;
    return { uri, data };
  });
  const end = next + bytes.readUInt16LE(at + 22);
  const payload = own(bytes.subarray(next, end));
  return { packet: { header, codec, payload, frame: readVideoFrame(codec, payload), extensions }, end };
}

/** Not from Node's pool, where one packet that is kept would keep its neighbours. */
function own(bytes: Buffer): Buffer {
  const copy = Buffer.allocUnsafeSlow(bytes.length);
  bytes.copy(copy);
  return copy;
}
