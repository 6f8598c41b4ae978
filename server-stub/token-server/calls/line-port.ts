import type { CallId, MemberId, PhoneNumber } from "../../../common/ids.ts";
import type { Result } from "../../../common/result.ts";
import type { Failure } from "../failure.ts";

export interface DialOrder {
  readonly call: CallId;
  readonly member: MemberId;
  readonly number: string;
  /** What the phone sees. */
  readonly from: PhoneNumber | null;
}

/** What calls need of the telephone network; what becomes of a line comes back as events of its call. */
export interface LinePort {
  /** Resolves when the network has taken the order, or will not. */
  dial(order: DialOrder): Promise<Result<void, Failure>>;
  /** Puts the phone that has called us through: somebody has accepted. */
  connect(member: MemberId): void;
  /** Hangs up, whatever the line is doing. Ending twice is ending once. */
  end(member: MemberId): void;
}
