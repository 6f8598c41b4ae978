import { randomUUID } from "node:crypto";
import type { Clock } from "../../common/clock.ts";
import { err, type Result } from "../../common/result.ts";
import type { PhoneCall, PhoneCause, PlaceOptions } from "./phone-network.ts";
import { ReportingCall } from "./reporting-call.ts";

/** A call that cannot be placed: it ends by itself right after it was returned. */
export class FailedCall extends ReportingCall implements PhoneCall {
  readonly id = randomUUID();
  readonly direction = "outgoing";
  readonly from: string;
  readonly to: string;
  readonly userToUser: string | undefined;
  readonly #cause: PhoneCause;

  constructor({ from, to, userToUser }: PlaceOptions, cause: PhoneCause, clock: Clock) {
    super();
    this.from = from;
    this.to = to;
    this.userToUser = userToUser;
    this.#cause = cause;
    clock.after(0, () => this.reportEnded(cause));
  }

  write(): void {}

  sendDigits(): Promise<void> {
    return Promise.resolve();
  }

  hold(): Promise<Result<void, PhoneCause>> {
    return Promise.resolve(err(this.#cause));
  }

  ring(): void {}
  answer(): void {}
  reject(): void {}

  hangUp(): void {
    this.reportEnded("cancel");
  }
}
