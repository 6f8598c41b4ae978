import { describe, expect, it } from "vitest";
import { CallId, UserId } from "../ids.ts";
import type { Call } from "./call.ts";
import { step } from "./call-machine.ts";
import { placeCall, receiveCall } from "./call-start.ts";
import { activeCall, isIncoming, isLive, isMissed, talkingMs } from "./call-view.ts";

const bob = { kind: "person" as const, userId: UserId.parse("bob"), name: "Bob" };
const first = CallId.parse("11111111-1111-4111-8111-111111111111");
const second = CallId.parse("22222222-2222-4222-8222-222222222222");

const outgoing = placeCall(first, bob, 0).call;
const incoming = receiveCall(second, bob, 0).call;
const accepted = step(incoming, { type: "user.accepted", at: 1_000 }).call;
const talking = step(accepted, { type: "media.flowing", at: 2_000 }).call;
const held = step(talking, { type: "user.held", at: 3_000, held: true }).call;
const over = step(talking, { type: "user.hung-up", at: 7_000 }).call;

describe("what a screen needs to know of calls", () => {
  it("counts every phase but ended as live", () => {
    expect([outgoing, incoming, accepted, talking, over].map(isLive)).toEqual([
      true,
      true,
      true,
      true,
      false,
    ]);
  });

  it("tells a call that rings here from one that rings there", () => {
    const ringingThere = step(outgoing, { type: "remote.ringing", at: 1_000 }).call;
    expect([incoming, ringingThere, accepted].map(isIncoming)).toEqual([true, false, false]);
  });

  it.each<[string, Call[], Call | undefined]>([
    ["none while one merely rings here", [incoming], undefined],
    ["none when all are over", [over], undefined],
    ["the outgoing one beside one that rings here", [incoming, outgoing], outgoing],
    ["the accepted one", [accepted], accepted],
    ["none while all are on hold", [held], undefined],
    ["the one that is not on hold", [held, outgoing], outgoing],
  ])("takes as active %s", (_title, calls, active) => {
    expect(activeCall(calls)).toBe(active);
  });

  it("counts talking time from the first audio to the end", () => {
    expect(talkingMs(accepted, 9_000)).toBeNull();
    expect(talkingMs(talking, 5_000)).toBe(3_000);
    expect(talkingMs(over, 99_000)).toBe(5_000);
  });

  it("has no talking time for a call that never connected, and never a negative one", () => {
    expect(talkingMs(step(outgoing, { type: "user.hung-up", at: 5_000 }).call, 9_000)).toBeNull();
    expect(talkingMs(talking, 1_000)).toBe(0);
  });

  it("counts as missed what rang here and nobody took", () => {
    const rang = step(incoming, { type: "timer.elapsed", at: 9_000, timer: "no-answer" }).call;
    const declined = step(incoming, { type: "user.declined", at: 9_000 }).call;
    const ended = [rang, declined, over].filter((call) => call.phase === "ended");
    expect(ended.map(isMissed)).toEqual([true, false, false]);
  });
});
