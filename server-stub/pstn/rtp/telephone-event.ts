import type { Digit } from "../phone-network.ts";

/** One payload of RFC 4733 section 2.3. */
export interface TelephoneEvent {
  readonly event: number;
  readonly end: boolean;
  /** Since the event began, in samples at 8 kHz. */
  readonly duration: number;
}

/** RFC 4733 table 3: the event of a key is its place. */
const keys = "0123456789*#ABCD";

export const eventOf = (digit: Digit): number => keys.indexOf(digit);
export const digitOf = (event: number): Digit | undefined => keys[event] as Digit | undefined;

/** -10 dBm0, as phones do. */
const volume = 10;

export function buildEvent({ event, end, duration }: TelephoneEvent): Buffer {
  return Buffer.from([event, (end ? 0x80 : 0) | volume, duration >> 8, duration & 0xff]);
}

/** A packet may carry several events in sequence; only the first form is in use, so only that is read. */
export function parseEvent(payload: Buffer): TelephoneEvent | undefined {
  if (payload.length < 4) return undefined;
  return {
    event: payload.readUInt8(0),
    end: (payload.readUInt8(1) & 0x80) !== 0,
    duration: payload.readUInt16BE(2),
  };
}
