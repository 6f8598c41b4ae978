import { describe, expect, it } from "vitest";
import { step, type CallEvent, type CallState } from "./call-machine.ts";

const states: Record<string, CallState> = {
  queued: { phase: "queued" },
  initiated: { phase: "initiated" },
  ringing: { phase: "ringing" },
  answered: { phase: "answered" },
  over: { phase: "disconnected", cause: "busy" },
};
const placed: CallEvent = { type: "leg.placed" };
const ringing: CallEvent = { type: "leg.ringing" };
const answered: CallEvent = { type: "leg.answered" };
const late: CallEvent = { type: "ring-start.expired" };
const busy: CallEvent = { type: "leg.ended", cause: "busy" };
const hungUp: CallEvent = { type: "hung-up" };
const faulty: CallEvent = { type: "hung-up", cause: "invalid-bxml" };

const told = ["tell.disconnected"];
const ended = ["leg.hang-up", "tell.disconnected"];

describe("call machine", () => {
  it.each([
    ["queued", placed, "initiated", []],
    ["queued", ringing, "queued", []],
    ["queued", answered, "queued", []],
    ["queued", late, "queued", []],
    ["queued", busy, "busy", told],
    ["queued", hungUp, "cancel", ended],
    ["initiated", placed, "initiated", []],
    ["initiated", ringing, "ringing", []],
    ["initiated", answered, "answered", ["tell.answered"]],
    ["initiated", late, "timeout", ended],
    ["initiated", busy, "busy", told],
    ["initiated", hungUp, "cancel", ended],
    ["initiated", faulty, "invalid-bxml", ended],
    ["ringing", placed, "ringing", []],
    ["ringing", ringing, "ringing", []],
    ["ringing", answered, "answered", ["tell.answered"]],
    ["ringing", late, "ringing", []],
    ["ringing", busy, "busy", told],
    ["ringing", hungUp, "cancel", ended],
    ["answered", placed, "answered", []],
    ["answered", ringing, "answered", []],
    ["answered", answered, "answered", []],
    ["answered", late, "answered", []],
    ["answered", { type: "leg.ended", cause: "hangup" }, "hangup", told],
    ["answered", hungUp, "hangup", ended],
    ["answered", faulty, "invalid-bxml", ended],
    ["over", placed, "busy", []],
    ["over", ringing, "busy", []],
    ["over", answered, "busy", []],
    ["over", late, "busy", []],
    ["over", { type: "leg.ended", cause: "hangup" }, "busy", []],
    ["over", hungUp, "busy", []],
  ] as const)("outbound %s with %j is %s", (from, event, to, effects) => {
    const result = step("outbound", states[from]!, event);
    const { state } = result;
    expect(state.phase === "disconnected" ? state.cause : state.phase).toBe(to);
    expect(result.effects).toEqual(effects);
  });

  it.each([
    ["initiated", late, "initiated", []],
    ["initiated", { type: "leg.ended", cause: "cancel" }, "cancel", told],
    ["initiated", hungUp, "rejected", ended],
    ["ringing", hungUp, "rejected", ended],
    ["ringing", answered, "answered", ["tell.answered"]],
    ["answered", hungUp, "hangup", ended],
  ] as const)("inbound %s with %j is %s", (from, event, to, effects) => {
    const result = step("inbound", states[from]!, event);
    const { state } = result;
    expect(state.phase === "disconnected" ? state.cause : state.phase).toBe(to);
    expect(result.effects).toEqual(effects);
  });
});
