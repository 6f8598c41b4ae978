import { parseTransportCc, type TransportCcReport } from "./congestion/transport-cc-report.ts";

/** RTCP as this engine needs it: RFC 3550 section 6, RFC 4585 section 6 (NACK, PLI), RFC 5104 section 4.3.1 (FIR). */

export interface ReportBlock {
  readonly ssrc: number;
  /** Lost since the last report, in 1/256. */
  readonly fractionLost: number;
  readonly cumulativeLost: number;
  readonly extendedHighestSequence: number;
  /** In RTP timestamp units. */
  readonly jitter: number;
  /** Middle 32 bits of the NTP time of the last sender report; 0 when there was none. */
  readonly lastSenderReport: number;
  /** Since that report, in 1/65536 s. */
  readonly delaySinceLastSenderReport: number;
}

export interface SenderReport {
  readonly type: "sender-report";
  readonly ssrc: number;
  readonly ntpSeconds: number;
  readonly ntpFraction: number;
  readonly rtpTimestamp: number;
  readonly packetCount: number;
  readonly octetCount: number;
}

export type RtcpPacket =
  | SenderReport
  | { readonly type: "receiver-report"; readonly ssrc: number; readonly reports: readonly ReportBlock[] }
  | { readonly type: "bye"; readonly ssrcs: readonly number[] }
  | { readonly type: "nack"; readonly mediaSsrc: number; readonly sequences: readonly number[] }
  | { readonly type: "pli"; readonly mediaSsrc: number }
  | { readonly type: "fir"; readonly mediaSsrcs: readonly number[] }
  | { readonly type: "remb"; readonly bitsPerSecond: number }
  | TransportCcReport;

export const rtcpTypes = {
  senderReport: 200,
  receiverReport: 201,
  sourceDescription: 202,
  bye: 203,
  transportFeedback: 205,
  payloadFeedback: 206,
} as const;

export const feedbackFormats = { nack: 1, transportCc: 15, pli: 1, fir: 4, application: 15 } as const;

/** What an application layer feedback begins with that carries an estimate (draft-alvestrand-rmcat-remb-03). */
const rembIdentifier = "REMB";

/** A receiver reports several times a second. Of a few bytes each may be about thousands of packets. */
const maxTransportCcReports = 4;

/**
 * The packets of a compound that we know, in order. Unknown kinds are left out, and more transport-wide reports than a
 * receiver has cause for; undefined when the bytes are not well-formed RTCP (the rest of such a compound cannot be trusted
 * either).
 */
export function parseRtcp(compound: Buffer): RtcpPacket[] | undefined {
  const packets: RtcpPacket[] = [];
  let reports = 0;
  for (let at = 0; at < compound.length;) {
    if (at + 4 > compound.length) return undefined;
    const end = at + 4 + 4 * compound.readUInt16BE(at + 2);
    if ((compound.readUInt8(at) & 0xc0) !== 0x80 || end > compound.length) return undefined;
    const body = withoutPadding(compound.subarray(at, end));
    if (body === undefined) return undefined;
    at = end;
    if (isTransportCc(body) && (reports += 1) > maxTransportCcReports) continue;
    const packet = parseOne(body);
    if (packet !== undefined) packets.push(packet);
  }
  return packets;
}

const isTransportCc = (packet: Buffer): boolean =>
  packet.readUInt8(1) === rtcpTypes.transportFeedback &&
  (packet.readUInt8(0) & 0x1f) === feedbackFormats.transportCc;

function withoutPadding(packet: Buffer): Buffer | undefined {
  if ((packet.readUInt8(0) & 0x20) === 0) return packet;
  const padding = packet.readUInt8(packet.length - 1);
  if (padding === 0 || padding > packet.length - 4) return undefined;
  return packet.subarray(0, packet.length - padding);
}

function parseOne(packet: Buffer): RtcpPacket | undefined {
  const count = packet.readUInt8(0) & 0x1f;
  switch (packet.readUInt8(1)) {
    case rtcpTypes.senderReport:
      return packet.length < 28 ? undefined : parseSenderReport(packet);
    case rtcpTypes.receiverReport:
      if (packet.length < 8 + 24 * count) return undefined;
      return { type: "receiver-report", ssrc: packet.readUInt32BE(4), reports: parseReports(packet, count) };
    case rtcpTypes.bye:
      if (packet.length < 4 + 4 * count) return undefined;
      return { type: "bye", ssrcs: Array.from({ length: count }, (_, i) => packet.readUInt32BE(4 + 4 * i)) };
    case rtcpTypes.transportFeedback:
      if (count === feedbackFormats.transportCc) return parseTransportCc(packet);
      return count === feedbackFormats.nack ? parseNack(packet) : undefined;
    case rtcpTypes.payloadFeedback:
      return parsePayloadFeedback(packet, count);
    default:
      return undefined;
  }
}

function parseSenderReport(packet: Buffer): SenderReport {
  return {
    type: "sender-report",
    ssrc: packet.readUInt32BE(4),
    ntpSeconds: packet.readUInt32BE(8),
    ntpFraction: packet.readUInt32BE(12),
    rtpTimestamp: packet.readUInt32BE(16),
    packetCount: packet.readUInt32BE(20),
    octetCount: packet.readUInt32BE(24),
  };
}

function parseReports(packet: Buffer, count: number): ReportBlock[] {
  return Array.from({ length: count }, (_, index) => {
    const at = 8 + 24 * index;
    return {
      ssrc: packet.readUInt32BE(at),
      fractionLost: packet.readUInt8(at + 4),
      cumulativeLost: packet.readIntBE(at + 5, 3),
      extendedHighestSequence: packet.readUInt32BE(at + 8),
      jitter: packet.readUInt32BE(at + 12),
      lastSenderReport: packet.readUInt32BE(at + 16),
      delaySinceLastSenderReport: packet.readUInt32BE(at + 20),
    };
  });
}

function parseNack(packet: Buffer): RtcpPacket | undefined {
  if (packet.length < 16) return undefined;
  const sequences: number[] = [];
  for (let at = 12; at + 4 <= packet.length; at += 4) {
    const first = packet.readUInt16BE(at);
    const bitmap = packet.readUInt16BE(at + 2);
    sequences.push(first);
    for (let bit = 0; bit < 16; bit++) {
      if ((bitmap & (1 << bit)) !== 0) sequences.push((first + bit + 1) & 0xffff);
    }
  }
  return { type: "nack", mediaSsrc: packet.readUInt32BE(8), sequences };
}

function parsePayloadFeedback(packet: Buffer, format: number): RtcpPacket | undefined {
  if (packet.length < 12) return undefined;
  if (format === feedbackFormats.pli) return { type: "pli", mediaSsrc: packet.readUInt32BE(8) };
  if (format === feedbackFormats.application) return parseRemb(packet);
  if (format !== feedbackFormats.fir) return undefined;
  const mediaSsrcs: number[] = [];
  for (let at = 12; at + 8 <= packet.length; at += 8) mediaSsrcs.push(packet.readUInt32BE(at));
  return { type: "fir", mediaSsrcs };
}

/** Section 2.2: a mantissa of 18 bits, shifted left by six bits of exponent. */
function parseRemb(packet: Buffer): RtcpPacket | undefined {
  if (packet.length < 20 || packet.toString("latin1", 12, 16) !== rembIdentifier) return undefined;
  const bits = packet.readUIntBE(17, 3);
  return { type: "remb", bitsPerSecond: (bits & 0x3ffff) * 2 ** (bits >> 18) };
}
