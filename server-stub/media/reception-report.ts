import type { ReportBlock, SenderReport } from "./rtcp-packet.ts";
import { sequenceDistance, type RtpHeader } from "./rtp-packet.ts";

/** What a receiver report says about one SSRC (RFC 3550 appendices A.3 and A.8). */
export class ReceptionReport {
  #baseSequence: number | undefined;
  #highest = 0;
  #received = 0;
  #expectedBefore = 0;
  #receivedBefore = 0;
  #jitter = 0;
  #transit: number | undefined;
  #lastReport: { readonly middle: number; readonly atMs: number } | undefined;

  constructor(
    readonly ssrc: number,
    private readonly clockRate: number,
  ) {}

  received(header: RtpHeader, nowMs: number): void {
    if (this.#baseSequence === undefined) {
      this.#baseSequence = header.sequence;
      this.#highest = header.sequence;
    } else {
      this.#highest += Math.max(0, sequenceDistance(header.sequence, this.#highest & 0xffff));
    }
    this.#received += 1;
    const transit = Math.round((nowMs * this.clockRate) / 1_000) - header.timestamp;
    if (this.#transit !== undefined) {
      // Both terms wrap at 32 bits; only the difference is meaningful.
      const difference = Math.abs((transit - this.#transit) | 0);
      this.#jitter += (difference - this.#jitter) / 16;
    }
    this.#transit = transit;
  }

  senderReport(report: SenderReport, nowMs: number): void {
    const middle = ((report.ntpSeconds & 0xffff) * 0x10000 + (report.ntpFraction >>> 16)) >>> 0;
    this.#lastReport = { middle, atMs: nowMs };
  }

  /** The block for the next receiver report; the loss fraction covers the time since the last call. */
  block(nowMs: number): ReportBlock {
    const expected = this.#baseSequence === undefined ? 0 : this.#highest - this.#baseSequence + 1;
    const expectedNow = expected - this.#expectedBefore;
    const lostNow = expectedNow - (this.#received - this.#receivedBefore);
    this.#expectedBefore = expected;
    this.#receivedBefore = this.#received;
    const sinceMs = this.#lastReport === undefined ? 0 : nowMs - this.#lastReport.atMs;
    return {
      ssrc: this.ssrc,
      fractionLost:
        expectedNow > 0 && lostNow > 0 ? Math.min(255, Math.floor((lostNow * 256) / expectedNow)) : 0,
      cumulativeLost: Math.max(-0x800000, Math.min(0x7fffff, expected - this.#received)),
      extendedHighestSequence: this.#highest >>> 0,
      jitter: Math.min(0xffffffff, Math.floor(this.#jitter)),
      lastSenderReport: this.#lastReport?.middle ?? 0,
      delaySinceLastSenderReport: Math.min(0xffffffff, Math.round((sinceMs * 65_536) / 1_000)),
    };
  }
}
