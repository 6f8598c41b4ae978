import { randomUUID } from "node:crypto";
import type { Clock } from "../../../common/clock.ts";
import { err, ok, type Result } from "../../../common/result.ts";
import { Scope, type Dispose } from "../../../common/scope.ts";
import { causeOf } from "../causes.ts";
import { Listeners } from "../listeners.ts";
import { everyFrame } from "../pacer.ts";
import type { AudioFrame, Digit, PhoneCall, PhoneCause } from "../phone-network.ts";
import { ReportingCall } from "../reporting-call.ts";
import { silentFrame } from "../tone.ts";
import type { Talker } from "./talk.ts";

export interface SimulatedCallOptions {
  readonly direction: PhoneCall["direction"];
  readonly from: string;
  readonly to: string;
  readonly userToUser: string | undefined;
  readonly clock: Clock;
  /** Called at the answer, to make the phone's part of the conversation. */
  readonly talk: (call: SimulatedCall) => Talker;
}

/**
 * Both ends of a call with a simulated phone: `PhoneCall` is our end, the methods that begin with `phone` are what the
 * simulated phone does at the other one.
 */
export class SimulatedCall extends ReportingCall implements PhoneCall {
  readonly id = randomUUID();
  readonly direction: PhoneCall["direction"];
  readonly from: string;
  readonly to: string;
  readonly userToUser: string | undefined;
  readonly #clock: Clock;
  readonly #talk: (call: SimulatedCall) => Talker;
  readonly #scope = new Scope();
  readonly #heard = new Listeners<[AudioFrame]>();
  #talker: Talker | undefined;
  #heldByUs = false;
  #endedWith: PhoneCause = "unknown";

  constructor(options: SimulatedCallOptions) {
    super();
    this.direction = options.direction;
    this.from = options.from;
    this.to = options.to;
    this.userToUser = options.userToUser;
    this.#clock = options.clock;
    this.#talk = options.talk;
  }

  // Our end.

  write(frame: AudioFrame): void {
    if (this.state !== "answered") return;
    this.#talker?.hear?.(frame);
    this.#heard.tell(frame);
  }

  async sendDigits(
    digits: readonly Digit[],
    { toneMs = 160, gapMs = 80 }: { toneMs?: number; gapMs?: number } = {},
  ): Promise<void> {
    for (const digit of digits) {
      if (this.state !== "answered") return;
      await this.#wait(toneMs);
      if (this.#isOver()) return;
      this.#talker?.keyPressed?.(digit);
      await this.#wait(gapMs);
    }
  }

  hold(held: boolean): Promise<Result<void, PhoneCause>> {
    if (this.state !== "answered") return Promise.resolve(err(this.#endedWith));
    this.#heldByUs = held;
    return Promise.resolve(ok(undefined));
  }

  ring(): void {
    if (this.direction === "incoming") this.reportRinging();
  }

  answer(): void {
    if (this.direction === "incoming") this.#connect();
  }

  reject(cause: "busy" | "rejected"): void {
    if (this.direction === "incoming" && this.state !== "answered") this.#end(cause);
  }

  hangUp(): void {
    if (this.state === "answered") this.#end("hangup");
    else this.#end(this.direction === "outgoing" ? "cancel" : "rejected");
  }

  // The simulated phone's end.

  /** Runs `task` unless the call ends before. */
  after(ms: number, task: () => void): void {
    this.#scope.add(this.#clock.after(ms, task));
  }

  phoneRings(): void {
    this.reportRinging();
  }

  phoneAnswers(): void {
    this.#connect();
  }

  phoneHangsUp(cause: PhoneCause): void {
    this.#end(cause);
  }

  /** Instead of ringing on: a final status other than success. */
  phoneRefuses(status: number): void {
    this.#end(causeOf(status), status);
  }

  phonePresses(digit: Digit, durationMs: number): void {
    if (this.state === "answered") this.reportDigit(digit, durationMs);
  }

  /** The simulated phone puts us on hold, or takes us back. */
  phoneHolds(held: boolean): void {
    if (this.state === "answered") this.reportHeld(held);
  }

  /** What the simulated phone hears. */
  onHeard(listener: (frame: AudioFrame) => void): Dispose {
    return this.#heard.add(listener);
  }

  #connect(): void {
    if (this.state === "answered" || this.state === "ended") return;
    this.reportAnswered();
    // A listener may have hung up at once.
    if (this.#isOver()) return;
    this.#talker = this.#talk(this);
    this.#scope.add(everyFrame(this.#clock, () => this.#speak()));
  }

  #speak(): void {
    const spoken = this.#talker?.speak();
    this.reportFrame(spoken === undefined || this.#heldByUs ? silentFrame() : spoken);
  }

  #end(cause: PhoneCause, status?: number): void {
    if (this.state === "ended") return;
    this.#endedWith = cause;
    this.#scope.end();
    this.reportEnded(cause, status);
    this.#heard.clear();
  }

  #isOver(): boolean {
    return this.state === "ended";
  }

  /** Resolves after `ms`, or as soon as the call is over. */
  #wait(ms: number): Promise<void> {
    return new Promise((resolve) => {
      if (this.#isOver()) return resolve();
      const leave = this.onEnded(() => resolve());
      this.after(ms, () => {
        leave();
        resolve();
      });
    });
  }
}
