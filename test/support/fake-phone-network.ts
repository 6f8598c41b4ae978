import { ok, type Result } from "../../common/result.ts";
import type { Dispose } from "../../common/scope.ts";
import type {
  AudioFrame,
  Digit,
  PhoneCall,
  PhoneCause,
  PhoneNetwork,
  PlaceOptions,
} from "../../server-stub/pstn/phone-network.ts";
import { ReportingCall } from "../../server-stub/pstn/reporting-call.ts";

/** A phone call whose far end is driven by a test. */
export class FakePhoneCall extends ReportingCall implements PhoneCall {
  readonly id = "fake";
  readonly direction: PhoneCall["direction"];
  readonly from: string;
  readonly to: string;
  readonly userToUser: string | undefined;
  readonly options: PlaceOptions | undefined;
  /** What the far end heard, and which keys it got. */
  readonly heard: AudioFrame[] = [];
  readonly keys: { digit: Digit; toneMs: number | undefined }[] = [];

  constructor(party: {
    direction: PhoneCall["direction"];
    from: string;
    to: string;
    userToUser?: string;
    options?: PlaceOptions;
  }) {
    super();
    this.direction = party.direction;
    this.from = party.from;
    this.to = party.to;
    this.userToUser = party.userToUser;
    this.options = party.options;
  }

  write(frame: AudioFrame): void {
    if (this.state === "answered") this.heard.push(frame);
  }

  sendDigits(digits: readonly Digit[], options?: { toneMs?: number }): Promise<void> {
    this.keys.push(...digits.map((digit) => ({ digit, toneMs: options?.toneMs })));
    return Promise.resolve();
  }

  hold(): Promise<Result<void, PhoneCause>> {
    return Promise.resolve(ok(undefined));
  }

  ring(): void {
    this.reportRinging();
  }

  answer(): void {
    this.reportAnswered();
  }

  reject(cause: "busy" | "rejected"): void {
    this.reportEnded(cause);
  }

  hangUp(): void {
    if (this.state === "answered") this.reportEnded("hangup");
    else this.reportEnded(this.direction === "outgoing" ? "cancel" : "rejected");
  }

  /** The far end. */
  rings = (): void => this.reportRinging();
  sendsEarlyMedia = (): void => this.reportEarlyMedia();
  answers = (): void => this.reportAnswered();
  ends = (cause: PhoneCause, status?: number): void => this.reportEnded(cause, status);
  says = (frame: AudioFrame): void => this.reportFrame(frame);
  presses = (digit: Digit, durationMs = 100): void => this.reportDigit(digit, durationMs);
}

/** Keeps every call; nothing happens on them by itself. */
export class FakePhoneNetwork implements PhoneNetwork {
  readonly calls: FakePhoneCall[] = [];
  #listener: ((call: PhoneCall) => void) | undefined;

  place(options: PlaceOptions): PhoneCall {
    const { from, to, userToUser } = options;
    const user = userToUser === undefined ? {} : { userToUser };
    const call = new FakePhoneCall({ direction: "outgoing", from, to, options, ...user });
    this.calls.push(call);
    return call;
  }

  onIncoming(listener: (call: PhoneCall) => void): Dispose {
    this.#listener = listener;
    return () => (this.#listener = undefined);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  /** The newest call to a number. */
  to(number: string): FakePhoneCall {
    const call = this.calls.findLast(({ to }) => to === number);
    if (!call) throw new Error("there is no call to that number");
    return call;
  }

  incoming(from: string, to: string, userToUser?: string): FakePhoneCall {
    const user = userToUser === undefined ? {} : { userToUser };
    const call = new FakePhoneCall({ direction: "incoming", from, to, ...user });
    this.#listener?.(call);
    return call;
  }
}
