import { describe, expect, it } from "vitest";
import { CallId, UserId } from "../ids.ts";
import { Call, type EndReason, type Phase } from "./call.ts";
import {
  type CallEffect,
  type CallEvent,
  type CallEventType,
  connectTimeoutMs,
  noAnswerMs,
  placeCall,
  receiveCall,
  reconnectTimeoutMs,
  step,
  type TimerName,
} from "./call-machine.ts";

const id = CallId.parse("0b8f9c0a-5a1e-4a53-9a39-0a6f2f6f3b11");
const remote = { kind: "person" as const, userId: UserId.parse("bob"), name: "Bob Okafor" };
const at = 9_000;

/** Every situation that `step` tells apart; a new phase does not compile until it has its rows. */
type Situation = Exclude<Phase, "ringing"> | "ringing outbound" | "ringing inbound";
/** Every event, timers by name; a new event or timer does not compile until it has its rows. */
type Case = Exclude<CallEventType, "timer.elapsed" | "user.muted"> | `timer ${TimerName}` | "mute" | "unmute";

const common = { id, remote, startedAt: 1_000, calledNumber: null };
const live = {
  ...common,
  muted: false,
  held: false,
  heldByThem: false,
  camera: "off" as const,
  members: [],
  transferredBy: null,
};
const answered = { ...live, direction: "outbound", answeredAt: 3_000 } as const;

const situations: Record<Situation, Call> = {
  trying: { phase: "trying", ...live, direction: "outbound" },
  "ringing outbound": { phase: "ringing", ...live, direction: "outbound" },
  "ringing inbound": { phase: "ringing", ...live, direction: "inbound" },
  connecting: { phase: "connecting", ...answered },
  connected: { phase: "connected", ...answered, connectedAt: 4_000 },
  reconnecting: { phase: "reconnecting", ...answered, connectedAt: 4_000 },
  ended: {
    phase: "ended",
    ...common,
    direction: "outbound",
    reason: { code: "busy" },
    connectedAt: null,
    endedAt: 2_000,
  },
};

const theirReason: EndReason = { code: "hung-up", by: "them" };
const refusal: EndReason = { code: "offline" };
const mediaError = { code: "microphone-denied" } as const;

const events: Record<Case, CallEvent> = {
  "user.accepted": { type: "user.accepted", at },
  "user.declined": { type: "user.declined", at },
  "user.hung-up": { type: "user.hung-up", at },
  "user.signed-out": { type: "user.signed-out", at },
  mute: { type: "user.muted", at, muted: true },
  unmute: { type: "user.muted", at, muted: false },
  "remote.ringing": { type: "remote.ringing", at },
  "remote.answered": { type: "remote.answered", at },
  "remote.ended": { type: "remote.ended", at, reason: theirReason },
  "service.refused": { type: "service.refused", at, reason: refusal },
  "media.flowing": { type: "media.flowing", at },
  "media.interrupted": { type: "media.interrupted", at },
  "media.failed": { type: "media.failed", at, error: mediaError },
  "timer no-answer": { type: "timer.elapsed", at, timer: "no-answer" },
  "timer connect": { type: "timer.elapsed", at, timer: "connect" },
  "timer reconnect": { type: "timer.elapsed", at, timer: "reconnect" },
};

/** What a step must do: the fields that change, and every effect in order. */
interface Outcome {
  readonly change: Partial<Call>;
  readonly effects: readonly CallEffect[];
}

const stays: Outcome = { change: {}, effects: [] };
const tidyUp: readonly CallEffect[] = [
  { type: "ring.stop" },
  { type: "notify.withdraw" },
  { type: "timer.stop", timer: "no-answer" },
  { type: "timer.stop", timer: "connect" },
  { type: "timer.stop", timer: "reconnect" },
];
const ends = (reason: EndReason, ...last: CallEffect[]): Outcome => ({
  change: { phase: "ended", reason, endedAt: at },
  effects: [...tidyUp, ...last, { type: "media.close" }],
});
const hangUp: CallEffect = { type: "backend.hang-up" };
const decline: CallEffect = { type: "backend.decline" };
const mutes: Outcome = { change: { muted: true }, effects: [{ type: "media.mute", muted: true }] };
const failed: EndReason = { code: "failed", error: mediaError };
const startConnect: CallEffect = { type: "timer.start", timer: "connect", ms: connectTimeoutMs };
const stopRinging: readonly CallEffect[] = [
  { type: "ring.stop" },
  { type: "timer.stop", timer: "no-answer" },
];
const answers: Outcome = {
  change: { phase: "connecting", answeredAt: at },
  effects: [...stopRinging, startConnect],
};
const accepts: Outcome = {
  change: { phase: "connecting", answeredAt: at },
  effects: [
    ...stopRinging,
    { type: "notify.withdraw" },
    { type: "backend.accept" },
    { type: "media.open" },
    { type: "window.show" },
    startConnect,
  ],
};
const rings: Outcome = {
  change: { phase: "ringing" },
  effects: [{ type: "ring.start", tone: "ringback" }],
};
const connects: Outcome = {
  change: { phase: "connected", connectedAt: at },
  effects: [{ type: "timer.stop", timer: "connect" }],
};
const recovers: Outcome = {
  change: { phase: "connected" },
  effects: [{ type: "timer.stop", timer: "reconnect" }],
};
const breaksOff: Outcome = {
  change: { phase: "reconnecting" },
  effects: [{ type: "timer.start", timer: "reconnect", ms: reconnectTimeoutMs }],
};

const always = {
  "remote.ended": ends(theirReason),
  "service.refused": ends(refusal),
  mute: mutes,
  unmute: stays,
} as const;

const outboundUnanswered = {
  ...always,
  "user.accepted": stays,
  "user.declined": stays,
  "user.hung-up": ends({ code: "cancelled", by: "us" }, hangUp),
  "user.signed-out": ends({ code: "signed-out" }, hangUp),
  "remote.answered": answers,
  "media.flowing": stays,
  "media.interrupted": stays,
  "media.failed": ends(failed, hangUp),
  "timer no-answer": ends({ code: "no-answer", afterMs: noAnswerMs.outbound }, hangUp),
  "timer connect": stays,
  "timer reconnect": stays,
} as const;

const afterAnswer = {
  ...always,
  "user.accepted": stays,
  "user.declined": stays,
  "user.hung-up": ends({ code: "hung-up", by: "us" }, hangUp),
  "user.signed-out": ends({ code: "signed-out" }, hangUp),
  "remote.ringing": stays,
  "remote.answered": stays,
  "media.failed": ends(failed, hangUp),
  "timer no-answer": stays,
} as const;

const table: Record<Situation, Record<Case, Outcome>> = {
  trying: { ...outboundUnanswered, "remote.ringing": rings },
  "ringing outbound": { ...outboundUnanswered, "remote.ringing": stays },
  "ringing inbound": {
    ...always,
    "user.accepted": accepts,
    "user.declined": ends({ code: "declined", by: "us" }, decline),
    "user.hung-up": ends({ code: "declined", by: "us" }, decline),
    "user.signed-out": ends({ code: "signed-out" }),
    "remote.ringing": stays,
    "remote.answered": stays,
    "media.flowing": stays,
    "media.interrupted": stays,
    "media.failed": ends(failed),
    "timer no-answer": ends({ code: "no-answer", afterMs: noAnswerMs.inbound }),
    "timer connect": stays,
    "timer reconnect": stays,
  },
  connecting: {
    ...afterAnswer,
    "media.flowing": connects,
    "media.interrupted": stays,
    "timer connect": ends(
      { code: "failed", error: { code: "media-timeout", afterMs: connectTimeoutMs } },
      hangUp,
    ),
    "timer reconnect": stays,
  },
  connected: {
    ...afterAnswer,
    "media.flowing": stays,
    "media.interrupted": breaksOff,
    "timer connect": stays,
    "timer reconnect": stays,
  },
  reconnecting: {
    ...afterAnswer,
    "media.flowing": recovers,
    "media.interrupted": stays,
    "timer connect": stays,
    "timer reconnect": ends({ code: "lost", by: "us" }, hangUp),
  },
  ended: {
    "user.accepted": stays,
    "user.declined": stays,
    "user.hung-up": stays,
    "user.signed-out": stays,
    mute: stays,
    unmute: stays,
    "remote.ringing": stays,
    "remote.answered": stays,
    "remote.ended": stays,
    "service.refused": stays,
    "media.flowing": stays,
    "media.interrupted": stays,
    "media.failed": stays,
    "timer no-answer": stays,
    "timer connect": stays,
    "timer reconnect": stays,
  },
};

/** The call an outcome describes: an ended call keeps its identity and its connection time, nothing else. */
function expected(before: Call, { change }: Outcome): Call {
  if (change.phase !== "ended") return Call.parse({ ...before, ...change });
  return Call.parse({ connectedAt: null, ...before, ...change });
}

const rows = Object.entries(table).flatMap(([situation, cases]) =>
  Object.entries(cases).map(([name, outcome]) => ({
    situation: situation as Situation,
    name: name as Case,
    outcome,
    said:
      outcome.change.phase ??
      (outcome.change === stays.change ? "unchanged" : JSON.stringify(outcome.change)),
  })),
);

describe("step", () => {
  it.each(rows)("takes '$name' in '$situation' to: $said", ({ situation, name, outcome }) => {
    const before = situations[situation];
    const after = step(before, events[name]);
    expect(after.call).toEqual(expected(before, outcome));
    expect(after.effects).toEqual(outcome.effects);
  });

  it("has a row for every phase and every event", () => {
    const phases = Call.options.map((option) => option.shape.phase.value);
    expect(new Set(Object.values(situations).map((call) => call.phase))).toEqual(new Set(phases));
    expect(rows).toHaveLength(Object.keys(situations).length * Object.keys(events).length);
  });

  it("unmutes a muted call and leaves a muted one muted", () => {
    const muted: Call = { ...situations.connected, muted: true } as Call;
    expect(step(muted, events.mute)).toEqual({ call: muted, effects: [] });
    expect(step(muted, events.unmute)).toEqual({
      call: situations.connected,
      effects: [{ type: "media.mute", muted: false }],
    });
  });

  it("keeps the time of connection when a connected call ends", () => {
    expect(step(situations.connected, events["user.hung-up"]).call).toMatchObject({ connectedAt: 4_000 });
  });
});

describe("the start of a call", () => {
  it("opens media, places and limits the wait when the user calls", () => {
    expect(placeCall(id, remote, 1_000)).toEqual({
      call: situations.trying,
      effects: [
        { type: "media.open" },
        { type: "backend.place" },
        { type: "timer.start", timer: "no-answer", ms: noAnswerMs.outbound },
      ],
    });
  });

  it("confirms, prepares, rings and notifies when somebody calls", () => {
    expect(receiveCall(id, remote, 1_000)).toEqual({
      call: situations["ringing inbound"],
      effects: [
        { type: "backend.confirm-ringing" },
        { type: "media.prepare" },
        { type: "ring.start", tone: "ringtone" },
        { type: "notify.incoming" },
        { type: "timer.start", timer: "no-answer", ms: noAnswerMs.inbound },
      ],
    });
  });
});
