import type { CallIn } from "../../common/call/call.ts";
import { unreachable } from "../../common/result.ts";

/** How long an ended call is shown: not at all, so many ms, or until the user dismisses it. */
export type Retention = "none" | "until-dismissed" | number;

const elsewhereMs = 2_000;
const noticeMs = 30_000;

/** What the user did needs no telling; what went wrong with their own wish stays until they have read it. */
export function retentionOf(call: CallIn<"ended">): Retention {
  const { reason, direction } = call;
  const unmetWish = direction === "outbound" ? "until-dismissed" : noticeMs;
  switch (reason.code) {
    case "merged":
    case "signed-out":
    case "transferred":
      return "none";
    case "hung-up":
      return reason.by === "us" ? "none" : noticeMs;
    case "declined":
    case "cancelled":
      return reason.by === "us" ? "none" : unmetWish;
    case "answered-elsewhere":
    case "declined-elsewhere":
      return elsewhereMs;
    case "no-answer":
    case "busy":
    case "offline":
    case "number-unknown":
    case "number-refused":
    case "unreachable":
      return unmetWish;
    case "lost":
    case "failed":
    case "removed":
    case "ended-for-all":
      return "until-dismissed";
    default:
      return unreachable(reason);
  }
}
