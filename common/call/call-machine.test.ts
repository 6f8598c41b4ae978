import { describe, expect, it } from "vitest";
import {
  at,
  carol,
  type Case,
  events,
  mediaError,
  members,
  refusal,
  remote,
  room,
  type Situation,
  situations,
  theirReason,
} from "../../test/support/call-situations.ts";
import { Call, type EndReason, type LiveCall } from "./call.ts";
import {
  type CallEffect,
  type CallEvent,
  connectTimeoutMs,
  noAnswerMs,
  reconnectTimeoutMs,
  rejoinEveryMs,
} from "./call-events.ts";
import { step } from "./call-machine.ts";

/** What a step must do: the fields that change, and every effect in order. */
interface Outcome {
  readonly change: Partial<LiveCall> | Partial<Call>;
  readonly effects: readonly CallEffect[];
}

const stays: Outcome = { change: {}, effects: [] };
const orders = (...effects: CallEffect[]): Outcome => ({ change: {}, effects });
const tidyUp: readonly CallEffect[] = [
  { type: "ring.stop" },
  { type: "notify.withdraw" },
  { type: "timer.stop", timer: "no-answer" },
  { type: "timer.stop", timer: "connect" },
  { type: "timer.stop", timer: "reconnect" },
  { type: "timer.stop", timer: "rejoin" },
];
const ends = (reason: EndReason, ...last: CallEffect[]): Outcome => ({
  change: { phase: "ended", reason, endedAt: at },
  effects: [...tidyUp, ...last, { type: "media.close" }],
});
const hangUp: CallEffect = { type: "backend.hang-up" };
const decline: CallEffect = { type: "backend.decline" };
const mutes: Outcome = { change: { muted: true }, effects: [{ type: "media.mute", muted: true }] };
const mutesForAll: Outcome = {
  change: { muted: true },
  effects: [
    { type: "media.mute", muted: true },
    { type: "backend.show-muted", muted: true },
  ],
};
const holds: Outcome = {
  change: { held: true },
  effects: [
    { type: "media.hold", held: true },
    { type: "backend.hold", held: true },
  ],
};
const resumes: Outcome = {
  change: { held: false },
  effects: [
    { type: "media.hold", held: false },
    { type: "backend.hold", held: false },
    { type: "media.expect" },
  ],
};
const holdsAfterAll: Outcome = { change: { held: true }, effects: [{ type: "media.hold", held: true }] };
const resumesAfterAll: Outcome = {
  change: { held: false },
  effects: [{ type: "media.hold", held: false }, { type: "media.expect" }],
};
const startsCamera: Outcome = {
  change: { camera: "starting" },
  effects: [{ type: "media.camera", on: true }],
};
const hasCamera: Outcome = { change: { camera: "on" }, effects: [] };
const changes: Outcome = { change: { remote: carol, members, heldByThem: true }, effects: [] };
const failed: EndReason = { code: "failed", error: mediaError };
const lostByThem: EndReason = { code: "lost", by: "them" };
const rejoin: CallEffect = { type: "backend.rejoin" };
const startConnect: CallEffect = { type: "timer.start", timer: "connect", ms: connectTimeoutMs };
const startReconnect: CallEffect = { type: "timer.start", timer: "reconnect", ms: reconnectTimeoutMs };
const startRejoin: CallEffect = { type: "timer.start", timer: "rejoin", ms: rejoinEveryMs };
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
const breaksOff: Outcome = { change: { phase: "reconnecting" }, effects: [startReconnect] };

const always = {
  "remote.ended": ends(theirReason),
  "remote.changed": changes,
  "service.refused": ends(refusal),
  mute: mutes,
  unmute: stays,
  "camera on": startsCamera,
  "camera off": stays,
  "camera is on": hasCamera,
  "camera is off": stays,
} as const;

const unanswered = {
  ...always,
  hold: stays,
  resume: stays,
  "hold refused": stays,
  "resume refused": stays,
  "service.joined": stays,
  "service.forgot": ends(lostByThem),
  "service.rejoined": stays,
  "service.rejoin-failed": stays,
  "media.flowing": stays,
  "media.interrupted": stays,
  "media.published": stays,
  "media.relinked": stays,
  "timer connect": stays,
  "timer reconnect": stays,
  "timer rejoin": stays,
} as const;

const outboundUnanswered = {
  ...unanswered,
  "user.accepted": stays,
  "user.declined": stays,
  "user.hung-up": ends({ code: "cancelled", by: "us" }, hangUp),
  "user.signed-out": ends({ code: "signed-out" }, hangUp),
  "remote.answered": answers,
  "media.shut-out": ends(failed, hangUp),
  "media.failed": ends(failed, hangUp),
  "timer no-answer": ends({ code: "no-answer", afterMs: noAnswerMs.outbound }, hangUp),
} as const;

const afterAnswer = {
  ...always,
  "user.accepted": stays,
  "user.declined": stays,
  "user.hung-up": ends({ code: "hung-up", by: "us" }, hangUp),
  "user.signed-out": ends({ code: "signed-out" }, hangUp),
  "remote.ringing": stays,
  "remote.answered": stays,
  "service.joined": stays,
  "service.rejoined": orders({ type: "timer.stop", timer: "rejoin" }, { type: "media.relink" }),
  "service.rejoin-failed": orders(startRejoin),
  "media.shut-out": orders(startRejoin),
  "media.failed": ends(failed, hangUp),
  "timer no-answer": stays,
  "timer connect": stays,
  "timer reconnect": stays,
} as const;

const connecting = {
  ...afterAnswer,
  hold: stays,
  resume: stays,
  "hold refused": stays,
  "resume refused": stays,
  "service.forgot": orders(rejoin),
  "media.flowing": connects,
  "media.interrupted": stays,
  "media.published": stays,
  "media.relinked": stays,
  "timer connect": ends(
    { code: "failed", error: { code: "media-timeout", afterMs: connectTimeoutMs } },
    hangUp,
  ),
  "timer rejoin": orders(rejoin),
} as const;

const connected = {
  ...afterAnswer,
  hold: holds,
  resume: stays,
  "hold refused": stays,
  "resume refused": holdsAfterAll,
  "service.forgot": { change: breaksOff.change, effects: [startReconnect, rejoin] },
  "media.flowing": stays,
  "media.interrupted": breaksOff,
  "media.published": stays,
  "media.relinked": breaksOff,
  "media.shut-out": { change: breaksOff.change, effects: [startReconnect, startRejoin] },
  "timer rejoin": stays,
} as const;

const reconnecting = {
  ...afterAnswer,
  hold: holds,
  resume: stays,
  "hold refused": stays,
  "resume refused": holdsAfterAll,
  "service.forgot": orders(rejoin),
  "media.flowing": recovers,
  "media.interrupted": stays,
  "media.published": stays,
  "media.relinked": stays,
  "timer reconnect": ends({ code: "lost", by: "us" }, hangUp),
  "timer rejoin": orders(rejoin),
} as const;

const onHold = { hold: stays, resume: resumes, "hold refused": resumesAfterAll, "resume refused": stays };

const table: Record<Situation, Record<Case, Outcome>> = {
  trying: { ...outboundUnanswered, "remote.ringing": rings },
  "ringing outbound": { ...outboundUnanswered, "remote.ringing": stays },
  "ringing inbound": {
    ...unanswered,
    "camera on": stays,
    "user.accepted": accepts,
    "user.declined": ends({ code: "declined", by: "us" }, decline),
    "user.hung-up": ends({ code: "declined", by: "us" }, decline),
    "user.signed-out": ends({ code: "signed-out" }),
    "remote.ringing": stays,
    "remote.answered": stays,
    "media.shut-out": ends(failed),
    "media.failed": ends(failed),
    "timer no-answer": ends({ code: "no-answer", afterMs: noAnswerMs.inbound }),
  },
  connecting,
  connected,
  "connected held": { ...connected, ...onHold, "media.interrupted": stays },
  reconnecting,
  "reconnecting held": { ...reconnecting, ...onHold, "media.published": recovers },
  "trying room": { ...outboundUnanswered, "remote.ringing": rings, "service.joined": answers },
  "connecting room": { ...connecting, mute: mutesForAll, "media.published": connects },
  "connected room": { ...connected, mute: mutesForAll, "media.interrupted": stays },
  "reconnecting room": { ...reconnecting, mute: mutesForAll, "media.published": recovers },
  ended: Object.fromEntries(Object.keys(events).map((name) => [name, stays])) as Record<Case, Outcome>,
};

/** The call an outcome describes: an ended call keeps its identity and its connection time, nothing else. */
function expected(before: Call, { change }: Outcome): Call {
  if (!("phase" in change) || change.phase !== "ended") return Call.parse({ ...before, ...change });
  return Call.parse({ connectedAt: null, ...before, ...change });
}

const rows = Object.entries(table).flatMap(([situation, cases]) =>
  Object.entries(cases).map(([name, outcome]) => ({
    situation: situation as Situation,
    name: name as Case,
    outcome,
    said:
      ("phase" in outcome.change ? outcome.change.phase : undefined) ??
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

  const connectedCall = situations.connected as LiveCall;
  const connectedWith = (change: Partial<LiveCall>): Call => Call.parse({ ...connectedCall, ...change });

  it("unmutes a muted call and leaves a muted one muted", () => {
    const muted = connectedWith({ muted: true });
    expect(step(muted, events.mute)).toEqual({ call: muted, effects: [] });
    expect(step(muted, events.unmute)).toEqual({
      call: situations.connected,
      effects: [{ type: "media.mute", muted: false }],
    });
  });

  it("keeps mute apart from hold", () => {
    const muted = step(connectedWith({ muted: true }), events.hold).call;
    expect(step(muted, events.resume).call).toMatchObject({ held: false, muted: true });
  });

  it("tells a room on joining that we are muted", () => {
    const muted = { ...situations["trying room"], muted: true } as Call;
    expect(step(muted, events["service.joined"]).effects).toContainEqual({
      type: "backend.show-muted",
      muted: true,
    });
  });

  it("waits for audio again when they take the call back, but not while we hold it", () => {
    const back: CallEvent = { type: "remote.changed", at, remote, members, heldByThem: false };
    expect(step(connectedWith({ heldByThem: true }), back).effects).toEqual([{ type: "media.expect" }]);
    expect(step(connectedWith({ heldByThem: true, held: true }), back).effects).toEqual([]);
    expect(step(connectedWith({ heldByThem: true, held: true }), events.resume).effects).not.toContainEqual({
      type: "media.expect",
    });
  });

  it("waits for audio in a room when somebody comes in", () => {
    const someone: CallEvent = { type: "remote.changed", at, remote: room, members, heldByThem: false };
    expect(step(situations["connected room"], someone).effects).toEqual([{ type: "media.expect" }]);
    const withOthers = step(situations["connected room"], someone).call;
    expect(step(withOthers, events["media.interrupted"]).call.phase).toBe("reconnecting");
  });

  it("ignores silence while they hold the call", () => {
    expect(step(connectedWith({ heldByThem: true }), events["media.interrupted"]).call.phase).toBe(
      "connected",
    );
  });

  it("switches the camera off, and starts it again with a fresh link", () => {
    const showing = connectedWith({ camera: "on" });
    expect(step(showing, events["camera off"])).toEqual({
      call: situations.connected,
      effects: [{ type: "media.camera", on: false }],
    });
    expect(step(showing, events["media.relinked"]).call).toMatchObject({
      phase: "reconnecting",
      camera: "starting",
    });
    expect(step(showing, events["camera is off"]).call).toMatchObject({ camera: "off" });
  });

  it("keeps the time of connection when a connected call ends", () => {
    expect(step(situations.connected, events["user.hung-up"]).call).toMatchObject({ connectedAt: 4_000 });
  });
});
