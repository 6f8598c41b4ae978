import { frameMs, samplesPerFrame, type Digit } from "../phone-network.ts";
import { buildEvent, eventOf } from "./telephone-event.ts";

interface QueuedKey {
  readonly digit: Digit;
  readonly toneTicks: number;
  readonly gapTicks: number;
  readonly done: () => void;
}

/** What goes out in one tick instead of audio. */
export interface KeyPacket {
  /** First of a press. */
  readonly marker: boolean;
  /** RTP timestamp of the beginning of the press. */
  readonly timestamp: number;
  readonly payload: Buffer;
}

/** The end packet is sent three times, because nothing follows it (RFC 4733 section 2.5.1.4). */
const endPackets = 3;
/** A duration has 16 bits: 8 s. */
const longestTicks = Math.floor(0xffff / samplesPerFrame);

/** Presses keys one after the other, a packet each 20 ms. */
export class KeySender {
  readonly #queue: QueuedKey[] = [];
  #current: { readonly key: QueuedKey; readonly timestamp: number; ticks: number } | undefined;

  /** Resolves when the key and the pause after it are over, or `clear` is called. */
  press(digit: Digit, times: { toneMs: number; gapMs: number }): Promise<void> {
    const toneTicks = Math.min(longestTicks, Math.max(2, Math.round(times.toneMs / frameMs)));
    // The repeated end packets need their time.
    const gapTicks = Math.max(endPackets, Math.round(times.gapMs / frameMs));
    return new Promise((done) => void this.#queue.push({ digit, toneTicks, gapTicks, done }));
  }

  /**
   * Each 20 ms, with the RTP timestamp of now: a packet, "quiet" in the pause after a key, or undefined when audio may
   * go out.
   */
  tick(timestamp: number): KeyPacket | "quiet" | undefined {
    if (this.#current === undefined) {
      const key = this.#queue.shift();
      if (key === undefined) return undefined;
      this.#current = { key, timestamp, ticks: 0 };
    }
    const current = this.#current;
    const { toneTicks, gapTicks, digit, done } = current.key;
    current.ticks += 1;
    const { ticks } = current;
    if (ticks > toneTicks + gapTicks - 1) {
      this.#current = undefined;
      done();
      return "quiet";
    }
    if (ticks > toneTicks + endPackets - 1) return "quiet";
    const payload = buildEvent({
      event: eventOf(digit),
      end: ticks >= toneTicks,
      duration: Math.min(ticks, toneTicks) * samplesPerFrame,
    });
    return { marker: ticks === 1, timestamp: current.timestamp, payload };
  }

  /** Forgets what is waiting. */
  clear(): void {
    const waiting = [...(this.#current === undefined ? [] : [this.#current.key]), ...this.#queue.splice(0)];
    this.#current = undefined;
    for (const { done } of waiting) done();
  }
}
