import { feedbackFormats, rtcpTypes, type ReportBlock, type SenderReport } from "./rtcp-packet.ts";

/** Builders for the RTCP packets that this engine sends. Each returns whole 32-bit words; concatenate for compounds. */

function withHeader(count: number, type: number, packet: Buffer): Buffer {
  packet.writeUInt8(0x80 | count, 0);
  packet.writeUInt8(type, 1);
  packet.writeUInt16BE(packet.length / 4 - 1, 2);
  return packet;
}

/** RFC 3550 section 6.4.1, without report blocks. */
export function buildSenderReport(report: Omit<SenderReport, "type">): Buffer {
  const packet = Buffer.alloc(28);
  packet.writeUInt32BE(report.ssrc, 4);
  packet.writeUInt32BE(report.ntpSeconds, 8);
  packet.writeUInt32BE(report.ntpFraction, 12);
  packet.writeUInt32BE(report.rtpTimestamp, 16);
  packet.writeUInt32BE(report.packetCount, 20);
  packet.writeUInt32BE(report.octetCount, 24);
  return withHeader(0, rtcpTypes.senderReport, packet);
}

/** RFC 3550 section 6.4.2. At most 31 report blocks. */
export function buildReceiverReport(ssrc: number, reports: readonly ReportBlock[]): Buffer {
  const packet = Buffer.alloc(8 + 24 * reports.length);
  packet.writeUInt32BE(ssrc, 4);
  reports.forEach((report, index) => {
    const at = 8 + 24 * index;
    packet.writeUInt32BE(report.ssrc, at);
    packet.writeUInt8(report.fractionLost, at + 4);
    packet.writeIntBE(report.cumulativeLost, at + 5, 3);
    packet.writeUInt32BE(report.extendedHighestSequence, at + 8);
    packet.writeUInt32BE(report.jitter, at + 12);
    packet.writeUInt32BE(report.lastSenderReport, at + 16);
    packet.writeUInt32BE(report.delaySinceLastSenderReport, at + 20);
  });
  return withHeader(reports.length, rtcpTypes.receiverReport, packet);
}

/** One SDES chunk with a CNAME (RFC 3550 section 6.5.1), which every compound carries. */
export function buildCname(ssrc: number, cname: string): Buffer {
  const name = Buffer.from(cname, "utf8").subarray(0, 255);
  // At least one zero byte ends the item list, then padding to a word.
  const packet = Buffer.alloc(8 + 4 * Math.ceil((2 + name.length + 1) / 4));
  packet.writeUInt32BE(ssrc, 4);
  packet.writeUInt8(1, 8);
  packet.writeUInt8(name.length, 9);
  name.copy(packet, 10);
  return withHeader(1, rtcpTypes.sourceDescription, packet);
}

/** RFC 3550 section 6.6. */
export function buildBye(ssrcs: readonly number[]): Buffer {
  const packet = Buffer.alloc(4 + 4 * ssrcs.length);
  ssrcs.forEach((ssrc, index) => packet.writeUInt32BE(ssrc, 4 + 4 * index));
  return withHeader(ssrcs.length, rtcpTypes.bye, packet);
}

/** Generic NACK (RFC 4585 section 6.2.1). `sequences` in ascending order on the 16-bit circle, not empty. */
export function buildNack(senderSsrc: number, mediaSsrc: number, sequences: readonly number[]): Buffer {
  const items: { first: number; bitmap: number }[] = [];
  for (const sequence of sequences) {
    const last = items.at(-1);
    const offset = last === undefined ? 0 : (sequence - last.first) & 0xffff;
    if (last !== undefined && offset >= 1 && offset <= 16) last.bitmap |= 1 << (offset - 1);
    else items.push({ first: sequence, bitmap: 0 });
  }
  const packet = Buffer.alloc(12 + 4 * items.length);
  packet.writeUInt32BE(senderSsrc, 4);
  packet.writeUInt32BE(mediaSsrc, 8);
  items.forEach(({ first, bitmap }, index) => {
    packet.writeUInt16BE(first, 12 + 4 * index);
    packet.writeUInt16BE(bitmap, 14 + 4 * index);
  });
  return withHeader(feedbackFormats.nack, rtcpTypes.transportFeedback, packet);
}

/** Picture loss indication (RFC 4585 section 6.3.1). */
export function buildPli(senderSsrc: number, mediaSsrc: number): Buffer {
  const packet = Buffer.alloc(12);
  packet.writeUInt32BE(senderSsrc, 4);
  packet.writeUInt32BE(mediaSsrc, 8);
  return withHeader(feedbackFormats.pli, rtcpTypes.payloadFeedback, packet);
}

/** Full intra request (RFC 5104 section 4.3.1.1). `commandSequence` counts the requests to that SSRC, modulo 256. */
export function buildFir(senderSsrc: number, mediaSsrc: number, commandSequence: number): Buffer {
  const packet = Buffer.alloc(20);
  packet.writeUInt32BE(senderSsrc, 4);
  packet.writeUInt32BE(mediaSsrc, 12);
  packet.writeUInt8(commandSequence & 0xff, 16);
  return withHeader(feedbackFormats.fir, rtcpTypes.payloadFeedback, packet);
}
