/*
 * One phone in a call, by the Bridge pattern when we call it (bandwidth.md 6.6): two voice calls, one to the phone and
 * one to the interconnect with the participant's token. The first that is answered waits, the second is tied to it.
 *
 *   outbound   dialling ── both legs answered ─▶ connected ── any leg gone ─▶ over
 *   inbound    waiting ── accepted here ─▶ connected ── gone ─▶ over
 *
 * Pure: says what to answer a webhook with and what it means for the call.
 */
import type { CallOutcome } from "../../../common/wire/calls.ts";
import { lineOutcome } from "./line-outcome.ts";

export type LegName = "phone" | "sipx";

export interface Leg {
  /** Known from the order's answer or the first webhook, whichever comes first. */
  readonly callId: string | null;
  readonly state: "pending" | "answered" | "over";
}

export interface PhoneLine {
  readonly direction: "inbound" | "outbound";
  readonly state: "dialling" | "waiting" | "connected" | "over";
  readonly legs: Readonly<Record<LegName, Leg>>;
}

export type LineEvent =
  | { readonly type: "leg.placed"; readonly leg: LegName; readonly callId: string }
  | { readonly type: "leg.answered"; readonly leg: LegName; readonly callId: string }
  | {
      readonly type: "leg.gone";
      readonly leg: LegName;
      readonly cause: string;
      readonly sipStatus: number | null;
    }
  | { readonly type: "accepted" }
  | { readonly type: "ended" };

type LegGone = Extract<LineEvent, { type: "leg.gone" }>;

/** What the call has to know. */
export type LineNews =
  | { readonly type: "answered" }
  | { readonly type: "not-coming"; readonly outcome: CallOutcome }
  | { readonly type: "hung-up" }
  | { readonly type: "lost" };

export interface LineStep {
  readonly line: PhoneLine;
  readonly news: LineNews | null;
}

const newLeg: Leg = { callId: null, state: "pending" };

export const outboundLine: PhoneLine = {
  direction: "outbound",
  state: "dialling",
  legs: { phone: newLeg, sipx: newLeg },
};

export const inboundLine = (callId: string): PhoneLine => ({
  direction: "inbound",
  state: "waiting",
  legs: { phone: { callId, state: "answered" }, sipx: { callId: null, state: "over" } },
});

export function stepLine(line: PhoneLine, event: LineEvent): LineStep {
  switch (event.type) {
    case "leg.placed":
      return { line: withLeg(line, event.leg, { callId: event.callId }), news: null };
    case "leg.answered": {
      const answered = withLeg(line, event.leg, { callId: event.callId, state: "answered" });
      const both = answered.legs.phone.state === "answered" && answered.legs.sipx.state === "answered";
      if (line.state !== "dialling" || !both) return { line: answered, news: null };
      return { line: { ...answered, state: "connected" }, news: { type: "answered" } };
    }
    case "leg.gone": {
      const left = withLeg(line, event.leg, { state: "over" });
      if (line.state === "over") return { line: left, news: null };
      return { line: { ...left, state: "over" }, news: newsOf(line, event) };
    }
    case "accepted":
      return { line: line.state === "waiting" ? { ...line, state: "connected" } : line, news: null };
    case "ended":
      return { line: { ...line, state: "over" }, news: null };
  }
}

/** The voice call that an answered leg is to be tied to; null while there is none. */
export function bridgeTarget(line: PhoneLine, leg: LegName): string | null {
  const other = line.legs[leg === "phone" ? "sipx" : "phone"];
  return line.state === "connected" && other.state === "answered" ? other.callId : null;
}

function withLeg(line: PhoneLine, leg: LegName, change: Partial<Leg>): PhoneLine {
  const before = line.legs[leg];
  // A leg that is gone stays so: webhooks may overtake each other.
  const after =
    before.state === "over"
      ? { ...before, callId: before.callId ?? change.callId ?? null }
      : { ...before, ...change };
  return { ...line, legs: { ...line.legs, [leg]: after } };
}

/** When the phone hangs up, the Voice API ends the other leg too, and either may be reported first. */
function newsOf(line: PhoneLine, { leg, cause, sipStatus }: LegGone): LineNews {
  if (line.state === "connected") return { type: cause === "error" ? "lost" : "hung-up" };
  if (line.direction === "inbound") return { type: "hung-up" };
  return {
    type: "not-coming",
    outcome: leg === "phone" ? lineOutcome(cause, sipStatus) : "phones-unavailable",
  };
}
