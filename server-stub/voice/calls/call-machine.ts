/**
 * A voice call, from its order to its end (bandwidth.md 6.7).
 *
 *   outbound   queued ── leg.placed ─▶ initiated ── leg.ringing ─▶ ringing ── leg.answered ─▶ answered
 *   inbound                            initiated ── leg.ringing ─▶ ringing ── leg.answered ─▶ answered
 *   any ── hung up at either end, refused, given up, no ringing in time ─▶ disconnected(cause)
 *
 * Pure: the one who steps it carries the effects out. What makes no sense in a phase changes nothing.
 */
import { unreachable } from "../../../common/result.ts";
import type { PhoneCause } from "../../pstn/phone-network.ts";

/** The words of the Voice API; more than a leg knows, since an application can fail too (bandwidth.md 6.5). */
export type CallCause =
  PhoneCause | "callback-error" | "invalid-bxml" | "application-error" | "account-limit";

export type CallDirection = "inbound" | "outbound";

export type CallState =
  | { readonly phase: "queued" | "initiated" | "ringing" | "answered" }
  | { readonly phase: "disconnected"; readonly cause: CallCause };

export type CallEvent =
  | { readonly type: "leg.placed" | "leg.ringing" | "leg.answered" | "ring-start.expired" }
  | { readonly type: "leg.ended"; readonly cause: PhoneCause }
  /** By API, by BXML or because of a faulty application; without a cause it is an ordinary end. */
  | { readonly type: "hung-up"; readonly cause?: CallCause };

export type CallEffect = "leg.hang-up" | "tell.answered" | "tell.disconnected";

export interface Step {
  readonly state: CallState;
  readonly effects: readonly CallEffect[];
}

export function step(direction: CallDirection, state: CallState, event: CallEvent): Step {
  const { phase } = state;
  if (phase === "disconnected") return { state, effects: [] };
  switch (event.type) {
    case "leg.placed":
      return phase === "queued" ? { state: { phase: "initiated" }, effects: [] } : unchanged(state);
    case "leg.ringing":
      return phase === "initiated" ? { state: { phase: "ringing" }, effects: [] } : unchanged(state);
    case "leg.answered":
      return phase === "initiated" || phase === "ringing"
        ? { state: { phase: "answered" }, effects: ["tell.answered"] }
        : unchanged(state);
    case "leg.ended":
      return ended(event.cause);
    case "ring-start.expired":
      return phase === "initiated" && direction === "outbound"
        ? ended("timeout", "leg.hang-up")
        : unchanged(state);
    case "hung-up":
      return ended(event.cause ?? ordinaryCause(direction, phase), "leg.hang-up");
    default:
      return unreachable(event);
  }
}

const unchanged = (state: CallState): Step => ({ state, effects: [] });

const ended = (cause: CallCause, ...effects: readonly CallEffect[]): Step => ({
  state: { phase: "disconnected", cause },
  effects: [...effects, "tell.disconnected"],
});

/** Ending it is hanging up, giving up or refusing, by how far it has come. */
function ordinaryCause(direction: CallDirection, phase: CallState["phase"]): CallCause {
  if (phase === "answered") return "hangup";
  return direction === "outbound" ? "cancel" : "rejected";
}
