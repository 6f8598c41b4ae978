/** Keys by event code (RFC 4733 section 3.2). Other events (flash, tones) are not keys. */
const digits = "0123456789*#ABCD";
/** A press whose end was lost is over after so long without a packet. */
const lostEndMs = 300;
/** Packets of a press that was reported may still come for so long. */
const echoMs = 5_000;
const maxDuration = 0xffff;

export interface TelephoneEvent {
  readonly timestamp: number;
  readonly payload: Buffer;
  readonly clockRate: number;
}

interface Press {
  readonly event: number;
  readonly clockRate: number;
  /** Of the segment that is going on. */
  timestamp: number;
  duration: number;
  /** Of segments before it, in clock ticks. */
  earlier: number;
  heardMs: number;
}

/** Makes one report a press out of a stream of RFC 4733 packets, which repeat themselves and get lost. */
export class TelephoneEvents {
  #press: Press | undefined;
  #reported: { readonly timestamp: number; readonly atMs: number } | undefined;

  constructor(private readonly onDigit: (digit: string, durationMs: number) => void) {}

  receive({ timestamp, payload, clockRate }: TelephoneEvent, nowMs: number): void {
    if (payload.length < 4) return;
    const event = payload.readUInt8(0);
    const ended = (payload.readUInt8(1) & 0x80) !== 0;
    const duration = payload.readUInt16BE(2);
    if (event >= digits.length || !this.#isNewer(timestamp)) return;
    const press = this.#pressFor({ event, timestamp, clockRate }, nowMs);
    press.duration = Math.max(press.duration, duration);
    press.heardMs = nowMs;
    if (ended) this.#report(press, nowMs);
  }

  /** To be called now and then: ends a press whose end was lost. */
  tick(nowMs: number): void {
    if (this.#press !== undefined && nowMs - this.#press.heardMs >= lostEndMs)
      this.#report(this.#press, nowMs);
    // Timestamps of later presses may be anywhere on the circle.
    if (this.#reported !== undefined && nowMs - this.#reported.atMs >= echoMs) this.#reported = undefined;
  }

  #pressFor(of: { event: number; timestamp: number; clockRate: number }, nowMs: number): Press {
    const current = this.#press;
    if (current?.event === of.event && current.timestamp === of.timestamp) return current;
    if (current !== undefined && continues(current, of)) {
      current.earlier += current.duration;
      current.duration = 0;
      current.timestamp = of.timestamp;
      return current;
    }
    // The end of the one before was lost.
    if (current !== undefined) this.#report(current, nowMs);
    this.#press = { ...of, duration: 0, earlier: 0, heardMs: nowMs };
    return this.#press;
  }

  #isNewer(timestamp: number): boolean {
    const latest = this.#press?.timestamp ?? this.#reported?.timestamp;
    if (latest === undefined) return true;
    const ahead = (timestamp - latest) >>> 0;
    return ahead < 0x8000_0000 && (ahead > 0 || this.#press !== undefined);
  }

  #report({ event, timestamp, duration, earlier, clockRate }: Press, nowMs: number): void {
    this.#press = undefined;
    this.#reported = { timestamp, atMs: nowMs };
    this.onDigit(digits.charAt(event), Math.round(((earlier + duration) * 1_000) / clockRate));
  }
}

/** A long press goes on in another segment where the first one's duration is full (RFC 4733 section 2.5.1.3). */
function continues(current: Press, next: { event: number; timestamp: number }): boolean {
  const ahead = (next.timestamp - current.timestamp) >>> 0;
  const slack = current.clockRate / 10;
  return current.event === next.event && current.duration === maxDuration && ahead <= maxDuration + slack;
}
