import { describe, expect, it } from "vitest";
import { err, ok } from "../../common/result.ts";
import { deferred } from "../../test/support/deferred.ts";
import { bob, callBench, callId, fromBob } from "../../test/support/call-bench.ts";
import { settle } from "../../test/support/fake-clock.ts";
import type { ServiceCall } from "../../common/wire/calls.ts";
import type { CallRefusal } from "../backend/backend.ts";
import type { Result } from "../../common/result.ts";

const unreachable: CallRefusal = { code: "refused", error: { code: "server-unreachable" } };

describe("a call that alice places", () => {
  it("takes its media access before it is placed, and publishes", async () => {
    const bench = callBench();
    const access = deferred<ReturnType<typeof bench.backend.nextAccess>>();
    bench.backend.onAccess = async () => ok(await access.promise);
    await bench.callBob();
    expect(bench.backend.asked).toEqual([]);
    access.resolve(bench.backend.nextAccess());
    await settle();
    expect(bench.backend.asked).toEqual(["place bob"]);
    expect(bench.commands.map((command) => command.type)).toEqual(["prepare", "publish"]);
  });

  it("rings, is answered, connects with the first audio and measures both", async () => {
    const bench = callBench();
    const id = await bench.callBob();
    bench.clock.advance(300);
    await bench.says({ type: "call.ringing", callId: id });
    expect(bench.sent("ring")).toEqual([{ type: "ring", tone: "ringback" }]);
    await bench.says({ type: "call.answered", callId: id });
    bench.clock.advance(200);
    bench.reports({ type: "flowing" });
    expect(bench.phases()).toEqual(["connected"]);
    expect(bench.sent("ring").at(-1)).toEqual({ type: "ring", tone: null });
    expect(bench.log.text()).toContain('"placeToRingMs":300');
    expect(bench.log.text()).toContain('"answerToFlowingMs":200');
  });

  it("connects when audio came before the word that it is answered", async () => {
    const bench = callBench();
    const id = await bench.callBob();
    bench.reports({ type: "flowing" });
    await bench.says({ type: "call.answered", callId: id });
    expect(bench.phases()).toEqual(["connected"]);
  });

  it("ends with microphone-denied and cancels at the service", async () => {
    const bench = callBench();
    await bench.callBob();
    bench.reports({ type: "failed", error: { code: "microphone-denied" } });
    await settle();
    expect(bench.reason()).toEqual({ code: "failed", error: { code: "microphone-denied" } });
    expect(bench.backend.asked).toEqual(["place bob", "hang-up 101"]);
    expect(bench.links[0]!.closed).toBe(true);
  });

  it("is not placed when it was cancelled before its media access came", async () => {
    const bench = callBench();
    const access = deferred<ReturnType<typeof bench.backend.nextAccess>>();
    bench.backend.onAccess = async () => ok(await access.promise);
    const id = await bench.callBob();
    bench.service.hangUp(id);
    access.resolve(bench.backend.nextAccess());
    await settle();
    expect(bench.backend.asked).toEqual([]);
    expect(bench.links).toEqual([]);
  });

  it("is hung up after its placing when it was cancelled meanwhile", async () => {
    const bench = callBench();
    const answer = deferred<Result<ServiceCall, CallRefusal>>();
    bench.backend.onPlace = () => answer.promise;
    const id = await bench.callBob();
    bench.service.hangUp(id);
    await settle();
    expect(bench.backend.asked).toEqual(["place bob"]);
    answer.resolve(ok({ ...fromBob(1), id }));
    await settle();
    expect(bench.backend.asked).toEqual(["place bob", "hang-up 101"]);
  });

  it.each<[CallRefusal, object]>([
    [{ code: "ended", outcome: "offline" }, { code: "offline" }],
    [{ code: "ended", outcome: "busy" }, { code: "busy" }],
    [
      { code: "refused", error: { code: "person-unknown" } },
      { code: "failed", error: { code: "person-unknown" } },
    ],
  ])("shows why it was refused: %j", async (refusal, reason) => {
    const bench = callBench();
    bench.backend.onPlace = () => Promise.resolve(err(refusal));
    await bench.callBob();
    expect(bench.reason()).toEqual(reason);
    expect(bench.backend.asked).toEqual(["place bob"]);
  });

  it("is hung up for safety when nobody knows whether it was placed", async () => {
    const bench = callBench();
    bench.backend.onPlace = () => Promise.resolve(err(unreachable));
    await bench.callBob();
    expect(bench.backend.asked).toEqual(["place bob", "hang-up 101"]);
  });

  it("gives up when nobody answers and the service says nothing", async () => {
    const bench = callBench();
    await bench.callBob();
    await bench.clock.pass(50_000);
    expect(bench.reason()).toEqual({ code: "no-answer", afterMs: 50_000 });
    expect(bench.backend.asked.at(-1)).toBe("hang-up 101");
  });

  it("is refused beside another call of hers", async () => {
    const bench = callBench();
    await bench.callBob();
    expect(await bench.service.place({ kind: "person", userId: bob.id, name: "Bob" })).toEqual(
      err({ code: "already-in-call" }),
    );
  });
});

describe("a call that rings at alice", () => {
  it("notifies without taking the focus, rings, confirms and prepares with the microphone closed", async () => {
    const bench = callBench();
    await bench.isCalled(1);
    expect(bench.seen).toEqual(["notify Bob"]);
    expect(bench.backend.asked).toEqual(["confirm"]);
    expect(bench.sent("ring")).toEqual([{ type: "ring", tone: "ringtone" }]);
    expect([bench.sent("prepare").length, bench.sent("publish").length]).toEqual([1, 0]);
  });

  it("stays silent when she wants no ringtone", async () => {
    const bench = callBench();
    bench.wishes.ringtone = false;
    await bench.isCalled(1);
    expect(bench.sent("ring")).toEqual([]);
  });

  it("is accepted: media opens on the prepared link", async () => {
    const bench = callBench();
    await bench.isCalled(1);
    expect(await bench.service.accept(callId(1))).toEqual(ok(null));
    await settle();
    expect(bench.backend.asked).toEqual(["confirm", "accept 1"]);
    expect(bench.links).toHaveLength(1);
    expect(bench.sent("publish")).toEqual([{ type: "publish", link: bench.lastLink(), muted: false }]);
    expect(bench.seen.at(-1)).toBe("withdraw");
  });

  it("takes a second acceptance as the first", async () => {
    const bench = callBench();
    await bench.isCalled(1);
    await bench.service.accept(callId(1));
    expect(await bench.service.accept(callId(1))).toEqual(ok(null));
    await settle();
    expect(bench.backend.asked).toEqual(["confirm", "accept 1"]);
  });

  it("tries media anew on acceptance when preparing it failed", async () => {
    const bench = callBench();
    const good = bench.backend.onAccess;
    bench.backend.onAccess = () => Promise.resolve(err({ code: "server-unreachable" }));
    await bench.isCalled(1);
    expect(bench.phases()).toEqual(["ringing"]);
    bench.backend.onAccess = good;
    await bench.service.accept(callId(1));
    await settle();
    expect(bench.backend.asked).toContain("accept 1");
    expect(bench.sent("publish")).toHaveLength(1);
  });

  it("stays cancelled when the caller gave up before she accepted", async () => {
    const bench = callBench();
    await bench.isCalled(1);
    await bench.says({ type: "call.ended", callId: callId(1), outcome: "cancelled" });
    await bench.service.accept(callId(1));
    await settle();
    expect(bench.reason()).toEqual({ code: "cancelled", by: "them" });
    expect(bench.backend.asked).not.toContain("accept 1");
  });

  it("ends as cancelled when she accepted first but the service heard the caller first", async () => {
    const bench = callBench();
    await bench.isCalled(1);
    bench.backend.answer = () => Promise.resolve(err({ code: "ended", outcome: "cancelled" }));
    await bench.service.accept(callId(1));
    await settle();
    expect(bench.reason()).toEqual({ code: "cancelled", by: "them" });
    expect(bench.links[0]!.closed).toBe(true);
    expect(bench.backend.asked).not.toContain("hang-up 1");
  });

  it("is gone two seconds after it was answered elsewhere, and thirty after it was missed", async () => {
    const bench = callBench();
    await bench.isCalled(1);
    await bench.says({ type: "call.ended", callId: callId(1), outcome: "answered-elsewhere" });
    bench.clock.advance(1_999);
    expect(bench.phases()).toEqual(["ended"]);
    bench.clock.advance(1);
    expect(bench.phases()).toEqual([]);
    await bench.isCalled(2);
    await bench.says({ type: "call.ended", callId: callId(2), outcome: "cancelled" });
    bench.clock.advance(29_999);
    expect(bench.phases()).toEqual(["ended"]);
    bench.clock.advance(1);
    expect(bench.phases()).toEqual([]);
  });

  it("is not shown any more once she declined", async () => {
    const bench = callBench();
    await bench.isCalled(1);
    bench.service.decline(callId(1));
    await settle();
    expect(bench.phases()).toEqual([]);
    expect(bench.backend.asked).toEqual(["confirm", "decline 1"]);
  });
});

describe("calls in both directions at once", () => {
  it("accepts bob's call instead of placing one", async () => {
    const bench = callBench();
    await bench.isCalled(1);
    expect(await bench.service.place({ kind: "person", userId: bob.id, name: "Bob" })).toEqual(ok(callId(1)));
    await settle();
    expect(bench.backend.asked).toEqual(["confirm", "accept 1"]);
  });

  it("merges into the call that the service answers with, under alice's own id", async () => {
    const bench = callBench();
    const answer = deferred<Result<ServiceCall, CallRefusal>>();
    bench.backend.onPlace = () => answer.promise;
    const id = await bench.callBob();
    await bench.isCalled(1);
    expect(bench.phases()).toEqual(["trying", "ringing"]);
    answer.resolve(ok(fromBob(1, "answered")));
    await settle();
    expect(bench.service.calls.map((call) => [call.id, call.phase])).toEqual([[id, "connecting"]]);
    expect(bench.sent("ring").at(-1)).toEqual({ type: "ring", tone: null });
    bench.service.hangUp(id);
    await settle();
    expect(bench.backend.asked.at(-1)).toBe("hang-up 1");
  });

  it("does not ring for the merged call when it is announced late, and ends with it", async () => {
    const bench = callBench();
    bench.backend.onPlace = () => Promise.resolve(ok(fromBob(1, "answered")));
    await bench.callBob();
    await bench.isCalled(1);
    expect(bench.phases()).toEqual(["connecting"]);
    await bench.says({ type: "call.ended", callId: callId(1), outcome: "hung-up" });
    expect(bench.reason()).toEqual({ code: "hung-up", by: "them" });
  });
});
