import type { ReceivedSenderReport } from "./encoding.ts";
import { buildCname, buildSenderReport } from "./rtcp-build.ts";
import type { ReportBlock, SenderReport } from "./rtcp-packet.ts";
import type { Timeline } from "./timeline.ts";

/** What a subscriber has said of one track. */
export interface SubscriberReport {
  /** 0 to 1, since its last report. */
  readonly fractionLost: number;
  /** Undefined when it does not answer our newest sender report. */
  readonly roundTripSeconds: number | undefined;
}

/**
 * The sender reports of one forwarded stream: the publisher's clock, in our timestamps. This is what keeps lips and
 * voice together (RFC 3550 section 6.4.1). Reads the subscriber's answers to them, too.
 */
export class SenderReports {
  #packets = 0;
  #octets = 0;
  /** Our newest: the middle of its NTP time, and when it was sent. */
  #reported: { readonly middle: number; readonly atMs: number } | undefined;

  constructor(
    private readonly stream: { readonly ssrc: number; readonly cname: string; readonly timeline: Timeline },
    private readonly output: { rtcp(packet: Buffer): void },
    private readonly nowMs: () => number,
  ) {}

  /** A media packet with so many bytes of payload is sent. Repairs and padding are a stream of their own. */
  count(payloadBytes: number): void {
    this.#packets = (this.#packets + 1) >>> 0;
    this.#octets = (this.#octets + payloadBytes) >>> 0;
  }

  /** The source that is being forwarded has reported. */
  translate(report: SenderReport): void {
    const { timeline } = this.stream;
    timeline.reported(report);
    this.#send(report, timeline.map(report.rtpTimestamp));
  }

  /** A new subscriber would otherwise wait seconds for the next report before audio and video can be aligned. */
  continue(last: ReceivedSenderReport | undefined): void {
    if (last === undefined) return;
    const { report, atMs } = last;
    const { timeline } = this.stream;
    const elapsedMs = this.nowMs() - atMs;
    const ntp = report.ntpSeconds + report.ntpFraction / 2 ** 32 + elapsedMs / 1_000;
    const rtpTimestamp = report.rtpTimestamp + Math.round((elapsedMs * timeline.clockRate) / 1_000);
    const advanced = {
      ntpSeconds: Math.floor(ntp) >>> 0,
      ntpFraction: Math.floor((ntp % 1) * 2 ** 32) >>> 0,
    };
    this.#send(advanced, timeline.map(rtpTimestamp));
  }

  /** RFC 3550 section 6.4.1: the round trip is now, less the report's time, less the delay at the receiver. */
  answered(block: ReportBlock): SubscriberReport {
    const { lastSenderReport, delaySinceLastSenderReport, fractionLost } = block;
    const isAnswer = lastSenderReport !== 0 && lastSenderReport === this.#reported?.middle;
    const delayMs = (delaySinceLastSenderReport / 65_536) * 1_000;
    return {
      fractionLost: fractionLost / 256,
      roundTripSeconds:
        isAnswer && this.#reported !== undefined
          ? Math.max(0, this.nowMs() - this.#reported.atMs - delayMs) / 1_000
          : undefined,
    };
  }

  #send(ntp: Pick<SenderReport, "ntpSeconds" | "ntpFraction">, rtpTimestamp: number): void {
    const { ssrc, cname } = this.stream;
    const middle = ((ntp.ntpSeconds & 0xffff) * 0x10000 + (ntp.ntpFraction >>> 16)) >>> 0;
    this.#reported = { middle, atMs: this.nowMs() };
    const report = buildSenderReport({
      ssrc,
      ntpSeconds: ntp.ntpSeconds,
      ntpFraction: ntp.ntpFraction,
      rtpTimestamp,
      packetCount: this.#packets,
      octetCount: this.#octets,
    });
    this.output.rtcp(Buffer.concat([report, buildCname(ssrc, cname)]));
  }
}
