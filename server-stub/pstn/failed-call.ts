import { randomUUID } from "node:crypto";
import type { Clock } from "../../common/clock.ts";
import { err, type Result } from "../../common/result.ts";
import { causeOf } from "./causes.ts";
import type { PhoneCall, PhoneCause, PlaceOptions } from "./phone-network.ts";
import { ReportingCall } from "./reporting-call.ts";

const notFound = 404;

/** A call to a number that is nobody's: it ends by itself right after it was returned, as with a 404 of a trunk. */
export class FailedCall extends ReportingCall implements PhoneCall {
  readonly id = randomUUID();
  readonly direction = "outgoing";
  readonly from: string;
  readonly to: string;
  readonly userToUser: string | undefined;

  constructor({ from, to, userToUser }: PlaceOptions, clock: Clock) {
    super();
    this.from = from;
    this.to = to;
    this.userToUser = userToUser;
    clock.after(0, () => this.reportEnded(causeOf(notFound), notFound));
  }

  write(): void {}

  sendDigits(): Promise<void> {
    return Promise.resolve();
  }

  hold(): Promise<Result<void, PhoneCause>> {
    return Promise.resolve(err(causeOf(notFound)));
  }

  ring(): void {}
  answer(): void {}
  reject(): void {}

  hangUp(): void {
    this.reportEnded("cancel");
  }
}
