/** The service's words for an end, translated for the side that we are on. */
import type { Call, EndReason } from "../../common/call/call.ts";
import { unreachable } from "../../common/result.ts";
import type { CallOutcome } from "../../common/wire/calls.ts";
import type { CallRefusal } from "../backend/backend.ts";

type Sided = Pick<Call, "direction" | "startedAt">;

/** `at` is now, in ms since the epoch: the service does not say how long it rang. */
export function reasonOfOutcome(outcome: CallOutcome, call: Sided, at: number): EndReason {
  const outbound = call.direction === "outbound";
  switch (outcome) {
    case "hung-up":
      return { code: "hung-up", by: "them" };
    case "declined":
      return { code: "declined", by: outbound ? "them" : "us" };
    case "cancelled":
      return { code: "cancelled", by: outbound ? "us" : "them" };
    case "no-answer":
      return { code: "no-answer", afterMs: Math.max(0, at - call.startedAt) };
    case "lost":
      return { code: "lost", by: "them" };
    case "busy":
    case "offline":
    case "answered-elsewhere":
    case "declined-elsewhere":
    case "transferred":
    case "number-unknown":
    case "number-refused":
    case "unreachable":
    case "removed":
    case "ended-for-all":
      return { code: outcome };
    case "phone-limit":
    case "phones-unavailable":
      return { code: "failed", error: { code: outcome } };
    default:
      return unreachable(outcome);
  }
}

export function reasonOfRefusal(refusal: CallRefusal, call: Sided, at: number): EndReason {
  return refusal.code === "ended"
    ? reasonOfOutcome(refusal.outcome, call, at)
    : { code: "failed", error: refusal.error };
}
