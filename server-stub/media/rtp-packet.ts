/** RTP fixed header, CSRC list and extension block (RFC 3550 section 5.1). Works on the bytes; copies nothing. */

export const rtpVersionBits = 0x80;
const fixedHeaderBytes = 12;

export interface RtpHeader {
  readonly marker: boolean;
  readonly payloadType: number;
  readonly sequence: number;
  readonly timestamp: number;
  readonly ssrc: number;
  /** Bytes before the payload: fixed header, CSRCs and extension block. */
  readonly headerBytes: number;
  readonly padded: boolean;
}

/** The header of an RTP packet, or undefined when the bytes cannot be one. */
export function parseRtpHeader(packet: Buffer): RtpHeader | undefined {
  if (packet.length < fixedHeaderBytes) return undefined;
  const first = packet.readUInt8(0);
  if ((first & 0xc0) !== rtpVersionBits) return undefined;
  let headerBytes = fixedHeaderBytes + 4 * (first & 0x0f);
  if ((first & 0x10) !== 0) {
    if (packet.length < headerBytes + 4) return undefined;
    headerBytes += 4 + 4 * packet.readUInt16BE(headerBytes + 2);
  }
  if (packet.length < headerBytes) return undefined;
  const second = packet.readUInt8(1);
  return {
    marker: (second & 0x80) !== 0,
    payloadType: second & 0x7f,
    sequence: packet.readUInt16BE(2),
    timestamp: packet.readUInt32BE(4),
    ssrc: packet.readUInt32BE(8),
    headerBytes,
    padded: (first & 0x20) !== 0,
  };
}

/** The payload without its padding (RFC 3550 section 5.1), or undefined when the padding count is impossible. */
export function stripPadding(payload: Buffer, padded: boolean): Buffer | undefined {
  if (!padded) return payload;
  if (payload.length === 0) return undefined;
  const padding = payload.readUInt8(payload.length - 1);
  if (padding === 0 || padding > payload.length) return undefined;
  return payload.subarray(0, payload.length - padding);
}

export interface RtpHeaderFields {
  readonly marker: boolean;
  readonly payloadType: number;
  readonly sequence: number;
  readonly timestamp: number;
  readonly ssrc: number;
}

/** Builds a header without CSRCs. `extensionBlock` comes from `buildExtensionBlock`, or is empty. */
export function buildRtpHeader(fields: RtpHeaderFields, extensionBlock: Buffer): Buffer {
  const header = Buffer.allocUnsafe(fixedHeaderBytes + extensionBlock.length);
  header[0] = extensionBlock.length > 0 ? rtpVersionBits | 0x10 : rtpVersionBits;
  header[1] = (fields.marker ? 0x80 : 0) | fields.payloadType;
  header.writeUInt16BE(fields.sequence, 2);
  header.writeUInt32BE(fields.timestamp, 4);
  header.writeUInt32BE(fields.ssrc, 8);
  extensionBlock.copy(header, fixedHeaderBytes);
  return header;
}

/** RTP and RTCP share a port (RFC 5761 section 4): RTCP packet types are 192 to 223. */
export function isRtcp(packet: Buffer): boolean {
  if (packet.length < 2) return false;
  const type = packet.readUInt8(1);
  return type >= 192 && type <= 223;
}

/** `a` minus `b` on the 16-bit circle, from -32768 to 32767. */
export function sequenceDistance(a: number, b: number): number {
  return (((a - b) & 0xffff) << 16) >> 16;
}
