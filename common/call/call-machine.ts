/*
 * outbound   trying ── remote.ringing ─▶ ringing ── remote.answered ─▶ connecting     (ringing may be skipped)
 * inbound                                ringing ── user.accepted ───▶ connecting
 *            connecting ── media.flowing ─▶ connected ── media.interrupted ─▶ reconnecting ── media.flowing ─▶ connected
 * any phase  ── hung up, declined, cancelled, no answer, failure ────▶ ended(reason)
 */
import type { CallError } from "../errors.ts";
import type { CallId } from "../ids.ts";
import { unreachable } from "../result.ts";
import type { Call, CallIn, EndReason, LiveCall, Remote } from "./call.ts";

/** What happened, and when (ms since the epoch). Past facts: who did it, never which link said so. */
export type CallEvent =
  | { type: "user.accepted"; at: number }
  | { type: "user.declined"; at: number }
  | { type: "user.hung-up"; at: number }
  | { type: "user.signed-out"; at: number }
  | { type: "user.muted"; at: number; muted: boolean }
  | { type: "remote.ringing"; at: number }
  | { type: "remote.answered"; at: number }
  | { type: "remote.ended"; at: number; reason: EndReason }
  | { type: "service.refused"; at: number; reason: EndReason }
  | { type: "media.flowing"; at: number }
  | { type: "media.interrupted"; at: number }
  | { type: "media.failed"; at: number; error: CallError }
  | { type: "timer.elapsed"; at: number; timer: TimerName };
export type CallEventType = CallEvent["type"];

/** no-answer: it rang too long. connect: answered, but no media. reconnect: media was lost and did not come back. */
export type TimerName = "no-answer" | "connect" | "reconnect";

/** What main has to do because of a step. Orders, carried out in this order. */
export type CallEffect =
  | { type: "backend.place" }
  | { type: "backend.confirm-ringing" }
  | { type: "backend.accept" }
  | { type: "backend.decline" }
  | { type: "backend.hang-up" }
  /** Connect signaling and the publishing peer connection, microphone still closed. */
  | { type: "media.prepare" }
  /** Open the microphone and publish it (prepares first if need be). */
  | { type: "media.open" }
  | { type: "media.mute"; muted: boolean }
  | { type: "media.close" }
  | { type: "ring.start"; tone: "ringtone" | "ringback" }
  | { type: "ring.stop" }
  | { type: "notify.incoming" }
  | { type: "notify.withdraw" }
  | { type: "window.show" }
  | { type: "timer.start"; timer: TimerName; ms: number }
  | { type: "timer.stop"; timer: TimerName };

export interface Step {
  readonly call: Call;
  readonly effects: readonly CallEffect[];
}

/** The caller's clock runs a little longer than the service's, so that the service's word normally comes first. */
export const noAnswerMs = { outbound: 50_000, inbound: 60_000 } as const;
export const connectTimeoutMs = 15_000;
export const reconnectTimeoutMs = 30_000;

const fresh = {
  muted: false,
  held: false,
  heldByThem: false,
  camera: "off",
  members: [],
  calledNumber: null,
  transferredBy: null,
} satisfies Partial<LiveCall>;

/** What an incoming call knows beyond who calls. */
export type IncomingFacts = Pick<LiveCall, "calledNumber" | "transferredBy" | "members">;

const factsOf = ({
  calledNumber = null,
  transferredBy = null,
  members = [],
}: Partial<IncomingFacts>): IncomingFacts => ({
  calledNumber,
  transferredBy,
  members,
});

/** Starts a call the user placed. */
export function placeCall(id: CallId, remote: Remote, at: number): Step {
  return {
    call: { phase: "trying", id, remote, direction: "outbound", startedAt: at, ...fresh },
    effects: [
      { type: "media.open" },
      { type: "backend.place" },
      { type: "timer.start", timer: "no-answer", ms: noAnswerMs.outbound },
    ],
  };
}

/** Starts a call that rings here. */
export function receiveCall(
  id: CallId,
  remote: Remote,
  at: number,
  facts: Partial<IncomingFacts> = {},
): Step {
  return {
    call: { phase: "ringing", id, remote, direction: "inbound", startedAt: at, ...fresh, ...factsOf(facts) },
    effects: [
      { type: "backend.confirm-ringing" },
      { type: "media.prepare" },
      { type: "ring.start", tone: "ringtone" },
      { type: "notify.incoming" },
      { type: "timer.start", timer: "no-answer", ms: noAnswerMs.inbound },
    ],
  };
}

/** The only way a call changes. An event that makes no sense in a phase changes nothing. Pure: no clock, no I/O. */
export function step(call: Call, event: CallEvent): Step {
  switch (call.phase) {
    case "trying":
    case "ringing":
      return beforeAnswer(call, event);
    case "connecting":
    case "connected":
    case "reconnecting":
      return afterAnswer(call, event);
    case "ended":
      return unchanged(call);
    default:
      return unreachable(call);
  }
}

type Unanswered = CallIn<"trying"> | CallIn<"ringing">;
type Answered = CallIn<"connecting"> | CallIn<"connected"> | CallIn<"reconnecting">;

function beforeAnswer(call: Unanswered, event: CallEvent): Step {
  switch (event.type) {
    case "user.accepted":
      return call.direction === "inbound" ? accepted(call, event.at) : unchanged(call);
    case "user.declined":
      if (call.direction === "outbound") return unchanged(call);
      return ended(call, { code: "declined", by: "us" }, event.at, [{ type: "backend.decline" }]);
    case "user.hung-up":
      return call.direction === "inbound"
        ? ended(call, { code: "declined", by: "us" }, event.at, [{ type: "backend.decline" }])
        : ended(call, { code: "cancelled", by: "us" }, event.at, [{ type: "backend.hang-up" }]);
    case "user.signed-out":
      return ended(call, { code: "signed-out" }, event.at, leaveQuietly(call));
    case "user.muted":
      return muted(call, event.muted);
    case "remote.ringing":
      if (call.phase === "ringing") return unchanged(call);
      return { call: { ...call, phase: "ringing" }, effects: [{ type: "ring.start", tone: "ringback" }] };
    case "remote.answered":
      return call.direction === "outbound" ? answered(call, event.at, []) : unchanged(call);
    case "remote.ended":
    case "service.refused":
      return ended(call, event.reason, event.at, []);
    case "media.failed":
      return ended(call, { code: "failed", error: event.error }, event.at, leaveQuietly(call));
    case "timer.elapsed":
      if (event.timer !== "no-answer") return unchanged(call);
      return ended(
        call,
        { code: "no-answer", afterMs: noAnswerMs[call.direction] },
        event.at,
        leaveQuietly(call),
      );
    case "media.flowing":
    case "media.interrupted":
      return unchanged(call);
    default:
      return unreachable(event);
  }
}

function afterAnswer(call: Answered, event: CallEvent): Step {
  switch (event.type) {
    case "user.hung-up":
      return ended(call, { code: "hung-up", by: "us" }, event.at, [{ type: "backend.hang-up" }]);
    case "user.signed-out":
      return ended(call, { code: "signed-out" }, event.at, [{ type: "backend.hang-up" }]);
    case "user.muted":
      return muted(call, event.muted);
    case "remote.ended":
    case "service.refused":
      return ended(call, event.reason, event.at, []);
    case "media.flowing":
      return flowing(call, event.at);
    case "media.interrupted":
      if (call.phase !== "connected") return unchanged(call);
      return {
        call: { ...call, phase: "reconnecting" },
        effects: [{ type: "timer.start", timer: "reconnect", ms: reconnectTimeoutMs }],
      };
    case "media.failed":
      return ended(call, { code: "failed", error: event.error }, event.at, [{ type: "backend.hang-up" }]);
    case "timer.elapsed":
      return gaveUp(call, event.timer, event.at);
    case "user.accepted":
    case "user.declined":
    case "remote.ringing":
    case "remote.answered":
      return unchanged(call);
    default:
      return unreachable(event);
  }
}

function accepted(call: Unanswered, at: number): Step {
  return answered(call, at, [
    { type: "notify.withdraw" },
    { type: "backend.accept" },
    { type: "media.open" },
    { type: "window.show" },
  ]);
}

function answered(call: Unanswered, at: number, effects: readonly CallEffect[]): Step {
  return {
    call: { ...call, phase: "connecting", answeredAt: at },
    effects: [
      { type: "ring.stop" },
      { type: "timer.stop", timer: "no-answer" },
      ...effects,
      { type: "timer.start", timer: "connect", ms: connectTimeoutMs },
    ],
  };
}

function flowing(call: Answered, at: number): Step {
  switch (call.phase) {
    case "connecting":
      return {
        call: { ...call, phase: "connected", connectedAt: at },
        effects: [{ type: "timer.stop", timer: "connect" }],
      };
    case "reconnecting":
      return { call: { ...call, phase: "connected" }, effects: [{ type: "timer.stop", timer: "reconnect" }] };
    case "connected":
      return unchanged(call);
    default:
      return unreachable(call);
  }
}

function gaveUp(call: Answered, timer: TimerName, at: number): Step {
  if (timer === "connect" && call.phase === "connecting") {
    const error = { code: "media-timeout", afterMs: connectTimeoutMs } as const;
    return ended(call, { code: "failed", error }, at, [{ type: "backend.hang-up" }]);
  }
  if (timer === "reconnect" && call.phase === "reconnecting") {
    return ended(call, { code: "lost", by: "us" }, at, [{ type: "backend.hang-up" }]);
  }
  return unchanged(call);
}

function muted<C extends LiveCall>(call: C, value: boolean): Step {
  if (call.muted === value) return unchanged(call);
  return { call: { ...call, muted: value }, effects: [{ type: "media.mute", muted: value }] };
}

/** A call nobody answered is given up towards the service: ours is cancelled, one that rings here is left to others. */
function leaveQuietly(call: Unanswered): readonly CallEffect[] {
  return call.direction === "outbound" ? [{ type: "backend.hang-up" }] : [];
}

function ended(call: LiveCall, reason: EndReason, at: number, effects: readonly CallEffect[]): Step {
  const { id, remote, direction, startedAt, calledNumber } = call;
  const connectedAt = "connectedAt" in call ? call.connectedAt : null;
  return {
    call: {
      phase: "ended",
      id,
      remote,
      direction,
      startedAt,
      calledNumber,
      reason,
      connectedAt,
      endedAt: at,
    },
    effects: [
      { type: "ring.stop" },
      { type: "notify.withdraw" },
      { type: "timer.stop", timer: "no-answer" },
      { type: "timer.stop", timer: "connect" },
      { type: "timer.stop", timer: "reconnect" },
      ...effects,
      // Last: leaving the session before the service knows why would look like a lost connection to the other side.
      { type: "media.close" },
    ],
  };
}

const unchanged = (call: Call): Step => ({ call, effects: [] });
