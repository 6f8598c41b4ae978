import { Listeners } from "./listeners.ts";
import type { AudioFrame, Digit, PhoneCall, PhoneCause } from "./phone-network.ts";

/**
 * The reporting half of a `PhoneCall`: its state and listeners, the same for every kind of line. A report that makes no
 * sense in the present state changes nothing, so a line may report late or twice.
 */
export class ReportingCall {
  #state: PhoneCall["state"] = "trying";
  #earlyMedia = false;
  #held = false;
  readonly #ringing = new Listeners<[]>();
  readonly #early = new Listeners<[]>();
  readonly #answered = new Listeners<[]>();
  readonly #ended = new Listeners<[cause: PhoneCause, status?: number]>();
  readonly #frames = new Listeners<[AudioFrame]>();
  readonly #digits = new Listeners<[Digit, number]>();
  readonly #heldChanges = new Listeners<[boolean]>();

  get state(): PhoneCall["state"] {
    return this.#state;
  }

  onRinging: PhoneCall["onRinging"] = (listener) => this.#ringing.add(listener);
  onEarlyMedia: PhoneCall["onEarlyMedia"] = (listener) => this.#early.add(listener);
  onAnswered: PhoneCall["onAnswered"] = (listener) => this.#answered.add(listener);
  onEnded: PhoneCall["onEnded"] = (listener) => this.#ended.add(listener);
  onFrame: PhoneCall["onFrame"] = (listener) => this.#frames.add(listener);
  onDigit: PhoneCall["onDigit"] = (listener) => this.#digits.add(listener);
  onHeld: PhoneCall["onHeld"] = (listener) => this.#heldChanges.add(listener);

  protected reportRinging(): void {
    if (this.#state !== "trying") return;
    this.#state = "ringing";
    this.#ringing.tell();
  }

  protected reportEarlyMedia(): void {
    if (this.#earlyMedia || this.#state === "answered" || this.#state === "ended") return;
    this.#earlyMedia = true;
    this.#early.tell();
  }

  protected reportAnswered(): void {
    if (this.#state === "answered" || this.#state === "ended") return;
    this.#state = "answered";
    this.#answered.tell();
  }

  protected reportEnded(cause: PhoneCause, status?: number): void {
    if (this.#state === "ended") return;
    this.#state = "ended";
    this.#ended.tell(cause, status);
    const all = [this.#ringing, this.#early, this.#answered, this.#ended, this.#frames, this.#digits];
    for (const listeners of [...all, this.#heldChanges]) listeners.clear();
  }

  protected reportFrame(frame: AudioFrame): void {
    if (this.#state !== "ended") this.#frames.tell(frame);
  }

  protected reportDigit(digit: Digit, durationMs: number): void {
    if (this.#state !== "ended") this.#digits.tell(digit, durationMs);
  }

  protected reportHeld(held: boolean): void {
    if (this.#state === "ended" || this.#held === held) return;
    this.#held = held;
    this.#heldChanges.tell(held);
  }
}
