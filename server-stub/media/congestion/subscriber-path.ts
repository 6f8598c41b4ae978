import type { Clock } from "../../../common/clock.ts";
import { Prober, type Pad } from "./prober.ts";
import { ReportedLoss } from "./reported-loss.ts";
import { initialBitsPerSecond, SendEstimate } from "./send-estimate.ts";
import type { TransportCcReport } from "./transport-cc-report.ts";

/** Where the number is in a header whose first extension it is (RFC 8285 sections 4.2 and 4.3). */
const profileAt = 12;
const oneByteProfile = 0xbede;
const oneByteAt = 17;
const twoByteAt = 18;

/** A subscriber reports within a second or so. Who has not by then will not, and there is nothing to go by. */
const silentMs = 3_000;

/** The path to one subscriber: numbers what is sent, takes what comes back, and says what it carries. */
export class SubscriberPath {
  readonly #estimate = new SendEstimate();
  readonly #reported = new ReportedLoss();
  readonly #prober: Prober;
  #firstSentMs: number | undefined;

  constructor(
    private readonly clock: Clock,
    pad: Pad,
  ) {
    this.#prober = new Prober(clock, this.#estimate, pad);
  }

  /** In bit/s; undefined while the subscriber has said nothing. */
  get bitsPerSecond(): number | undefined {
    return this.#estimate.known ? this.#estimate.bitsPerSecond : this.#reported.bitsPerSecond;
  }

  /**
   * What to send at most, in bit/s: a careful guess at first, and no limit for a subscriber that never says anything of
   * its path. Pictures are not withheld for a guess.
   */
  get allowedBitsPerSecond(): number {
    if (this.bitsPerSecond !== undefined) return this.bitsPerSecond;
    const began = this.#firstSentMs;
    return began !== undefined && this.clock.now() - began >= silentMs ? Infinity : initialBitsPerSecond;
  }

  /** Writes the next transport-wide number into a header that has room for it as its first extension. */
  stamp(header: Buffer, payloadBytes: number): void {
    this.#firstSentMs ??= this.clock.now();
    const sequence = this.#estimate.sent.add(header.length + payloadBytes, this.clock.now());
    const oneByte = header.readUInt16BE(profileAt) === oneByteProfile;
    header.writeUInt16BE(sequence, oneByte ? oneByteAt : twoByteAt);
  }

  /** A packet without a number. */
  sent(bytes: number): void {
    this.#firstSentMs ??= this.clock.now();
    this.#reported.sent(bytes, this.clock.now());
  }

  report(report: TransportCcReport): void {
    this.#estimate.report(report, this.clock.now(), this.#prober.arrived);
  }

  lost(share: number): void {
    this.#reported.lost(share, this.clock.now());
  }

  maximum(bitsPerSecond: number): void {
    this.#reported.maximum(bitsPerSecond);
  }

  /** Every 50 ms or so. `wanted`: a rate that would be of use if the path had it, in bit/s. */
  tick(wanted: number | undefined): void {
    this.#estimate.checkSilence(this.clock.now());
    this.#prober.tick(wanted);
  }

  close(): void {
    this.#prober.close();
  }
}
