/*
 * outbound   trying ── remote.ringing ─▶ ringing ── remote.answered ─▶ connecting     (ringing may be skipped)
 * room       trying ── service.joined ───────────────────────────────▶ connecting
 * inbound                                ringing ── user.accepted ───▶ connecting
 *            connecting ── media.flowing ─▶ connected ── media.interrupted, media.relinked, service.forgot ─┐
 *                                           connected ◀─ media.flowing ── reconnecting ◀────────────────────┘
 *            Where no audio is due (on hold, alone in a room) media.published stands for media.flowing, and
 *            media.interrupted says nothing.
 * any phase  ── hung up, declined, cancelled, no answer, failure ────▶ ended(reason)
 */
import { unreachable } from "../result.ts";
import type { CallIn, Call, EndReason, LiveCall } from "./call.ts";
import {
  type CallEffect,
  type CallEvent,
  connectTimeoutMs,
  noAnswerMs,
  reconnectTimeoutMs,
  rejoinEveryMs,
  type Step,
  type TimerName,
} from "./call-events.ts";
import { expectsAudio, isIncoming } from "./call-view.ts";

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
      return muted(call, event.muted, []);
    case "user.camera":
      return isIncoming(call) ? unchanged(call) : cameraWanted(call, event.on);
    case "remote.ringing":
      if (call.phase === "ringing") return unchanged(call);
      return { call: { ...call, phase: "ringing" }, effects: [{ type: "ring.start", tone: "ringback" }] };
    case "remote.answered":
      return call.direction === "outbound" ? answered(call, event.at, []) : unchanged(call);
    case "service.joined":
      return joined(call, event.at);
    case "remote.changed":
      return { call: changed(call, event), effects: [] };
    case "remote.ended":
    case "service.refused":
      return ended(call, event.reason, event.at, []);
    case "service.forgot":
      return ended(call, { code: "lost", by: "them" }, event.at, []);
    case "media.failed":
    case "media.shut-out":
      return ended(call, { code: "failed", error: event.error }, event.at, leaveQuietly(call));
    case "media.camera":
      return { call: { ...call, camera: event.on ? "on" : "off" }, effects: [] };
    case "media.relinked":
      return { call: cameraAgain(call), effects: [] };
    case "timer.elapsed":
      if (event.timer !== "no-answer") return unchanged(call);
      return ended(
        call,
        { code: "no-answer", afterMs: noAnswerMs[call.direction] },
        event.at,
        leaveQuietly(call),
      );
    case "user.held":
    case "service.hold-refused":
    case "service.rejoined":
    case "service.rejoin-failed":
    case "media.flowing":
    case "media.interrupted":
    case "media.published":
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
      return muted(call, event.muted, shownMuted(call, event.muted));
    case "user.held":
      if (call.phase === "connecting" || call.held === event.held) return unchanged(call);
      return held(call, event.held, [{ type: "backend.hold", held: event.held }]);
    case "user.camera":
      return cameraWanted(call, event.on);
    case "remote.changed":
      return expectingAgain(call, changed(call, event), []);
    case "remote.ended":
    case "service.refused":
      return ended(call, event.reason, event.at, []);
    case "service.hold-refused":
      if (call.phase === "connecting" || call.held !== event.held) return unchanged(call);
      return held(call, !event.held, []);
    case "service.forgot":
      return broken(call, [{ type: "backend.rejoin" }]);
    case "service.rejoined":
      return { call, effects: [{ type: "timer.stop", timer: "rejoin" }, { type: "media.relink" }] };
    case "service.rejoin-failed":
      return { call, effects: [rejoinSoon] };
    case "media.flowing":
      return arrived(call, event.at);
    case "media.published":
      return expectsAudio(call) ? unchanged(call) : arrived(call, event.at);
    case "media.interrupted":
      return expectsAudio(call) ? broken(call, []) : unchanged(call);
    case "media.relinked":
      return broken(cameraAgain(call), []);
    case "media.camera":
      return { call: { ...call, camera: event.on ? "on" : "off" }, effects: [] };
    // Not at once: a service that has just come back says so itself, and two places would be one too many.
    case "media.shut-out":
      return broken(call, [rejoinSoon]);
    case "media.failed":
      return ended(call, { code: "failed", error: event.error }, event.at, [{ type: "backend.hang-up" }]);
    case "timer.elapsed":
      return elapsed(call, event.timer, event.at);
    case "user.accepted":
    case "user.declined":
    case "remote.ringing":
    case "remote.answered":
    case "service.joined":
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

function joined(call: Unanswered, at: number): Step {
  return call.remote.kind === "room"
    ? answered(call, at, call.muted ? shownMuted(call, true) : [])
    : unchanged(call);
}

/** Media does what it should, as far as can be told now. */
function arrived(call: Answered, at: number): Step {
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

const rejoinSoon: CallEffect = { type: "timer.start", timer: "rejoin", ms: rejoinEveryMs };

/** What was not there yet cannot break; what is broken already keeps its time limit. */
function broken(call: Answered, effects: readonly CallEffect[]): Step {
  if (call.phase !== "connected") return { call, effects };
  return {
    call: { ...call, phase: "reconnecting" },
    effects: [{ type: "timer.start", timer: "reconnect", ms: reconnectTimeoutMs }, ...effects],
  };
}

function elapsed(call: Answered, timer: TimerName, at: number): Step {
  if (timer === "rejoin" && call.phase !== "connected") {
    return { call, effects: [{ type: "backend.rejoin" }] };
  }
  if (timer === "connect" && call.phase === "connecting") {
    const error = { code: "media-timeout", afterMs: connectTimeoutMs } as const;
    return ended(call, { code: "failed", error }, at, [{ type: "backend.hang-up" }]);
  }
  if (timer === "reconnect" && call.phase === "reconnecting") {
    return ended(call, { code: "lost", by: "us" }, at, [{ type: "backend.hang-up" }]);
  }
  return unchanged(call);
}

function muted<C extends LiveCall>(call: C, value: boolean, effects: readonly CallEffect[]): Step {
  if (call.muted === value) return unchanged(call);
  return { call: { ...call, muted: value }, effects: [{ type: "media.mute", muted: value }, ...effects] };
}

/** Others see it in a room; in a call they hear it. */
const shownMuted = (call: LiveCall, value: boolean): readonly CallEffect[] =>
  call.remote.kind === "room" ? [{ type: "backend.show-muted", muted: value }] : [];

/** The media first: from the click on nothing of the user may be heard. */
const held = (call: Answered, value: boolean, effects: readonly CallEffect[]): Step =>
  expectingAgain(call, { ...call, held: value }, [{ type: "media.hold", held: value }, ...effects]);

/** Packets that stopped while none were due go unreported, so somebody has to look when they are due again. */
const expectingAgain = (before: Answered, after: Answered, effects: readonly CallEffect[]): Step => ({
  call: after,
  effects:
    expectsAudio(after) && !expectsAudio(before) ? [...effects, { type: "media.expect" }] : [...effects],
});

function cameraWanted(call: LiveCall, on: boolean): Step {
  if (on === (call.camera !== "off")) return unchanged(call);
  return { call: { ...call, camera: on ? "starting" : "off" }, effects: [{ type: "media.camera", on }] };
}

const cameraAgain = <C extends LiveCall>(call: C): C =>
  call.camera === "on" ? { ...call, camera: "starting" } : call;

const changed = <C extends LiveCall>(
  call: C,
  { remote, members, heldByThem }: Extract<CallEvent, { type: "remote.changed" }>,
): C => ({ ...call, remote, members, heldByThem });

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
      { type: "timer.stop", timer: "rejoin" },
      ...effects,
      // Last: leaving the session before the service knows why would look like a lost connection to the other side.
      { type: "media.close" },
    ],
  };
}

const unchanged = (call: Call): Step => ({ call, effects: [] });
