import type { Digit } from "../phone-network.ts";
import { digitOf, parseEvent } from "./telephone-event.ts";

/** Ticks of 20 ms without news after which a key counts as released: all three end packets were lost. */
const releasedAfterTicks = 5;
/** How many finished keys are remembered, against packets that come late. */
const remembered = 16;

interface PressedKey {
  readonly timestamp: number;
  readonly digit: Digit;
  duration: number;
  idleTicks: number;
}

/**
 * Keys out of telephone-event packets, each press once. All packets of a press carry the RTP timestamp of its beginning
 * (RFC 4733 section 2.5.1.2), so that tells presses apart; the end packet comes three times.
 */
export class KeyReceiver {
  readonly #onKey: (digit: Digit, durationMs: number) => void;
  #pressed: PressedKey | undefined;
  #finished: number[] = [];

  constructor(onKey: (digit: Digit, durationMs: number) => void) {
    this.#onKey = onKey;
  }

  receive(timestamp: number, payload: Buffer): void {
    const event = parseEvent(payload);
    const digit = event && digitOf(event.event);
    if (event === undefined || digit === undefined || this.#finished.includes(timestamp)) return;
    if (this.#pressed !== undefined && this.#pressed.timestamp !== timestamp) this.#finish();
    this.#pressed ??= { timestamp, digit, duration: 0, idleTicks: 0 };
    // Packets may overtake each other.
    this.#pressed.duration = Math.max(this.#pressed.duration, event.duration);
    this.#pressed.idleTicks = 0;
    if (event.end) this.#finish();
  }

  /** Each 20 ms. */
  tick(): void {
    if (this.#pressed === undefined) return;
    this.#pressed.idleTicks += 1;
    if (this.#pressed.idleTicks >= releasedAfterTicks) this.#finish();
  }

  #finish(): void {
    const key = this.#pressed;
    if (key === undefined) return;
    this.#pressed = undefined;
    this.#finished = [...this.#finished.slice(1 - remembered), key.timestamp];
    this.#onKey(key.digit, Math.round(key.duration / 8));
  }
}
