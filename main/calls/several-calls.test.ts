import { describe, expect, it } from "vitest";
import type { CallId } from "../../common/ids.ts";
import { err, ok, type Result } from "../../common/result.ts";
import type { Failure } from "../../common/errors.ts";
import { bob, callBench, callId, carol, fromBob, memberOf, alice } from "../../test/support/call-bench.ts";
import { deferred } from "../../test/support/deferred.ts";
import { settle } from "../../test/support/fake-clock.ts";

const refused = err({ code: "server-unreachable" } as const);
type Bench = ReturnType<typeof callBench>;

const states = (bench: Bench): string[] =>
  bench.service.calls.map((call) => `${call.phase}${"held" in call && call.held ? " held" : ""}`);
const callCarol = (bench: Bench): Promise<Result<CallId, Failure>> =>
  bench.service.place({ kind: "person", userId: carol.id, name: carol.name });
const heldByBob = (id: CallId, holding: boolean) => ({
  type: "call.changed" as const,
  call: {
    ...fromBob(1, "answered"),
    id,
    caller: { kind: "person" as const, ...alice },
    callee: { kind: "person" as const, ...bob },
    members: [memberOf(alice), memberOf(bob, { holding })],
  },
});

describe("hold", () => {
  it("parks the media at once and tells the service", async () => {
    const bench = callBench();
    const id = await bench.talk();
    expect(await bench.service.hold(id, true)).toEqual(ok(null));
    expect(states(bench)).toEqual(["connected held"]);
    expect(bench.sent("hold")).toEqual([{ type: "hold", link: bench.lastLink(), held: true }]);
    expect(bench.backend.asked.at(-1)).toBe("hold 101");
  });

  it("is rolled back when the service refuses it", async () => {
    const bench = callBench();
    const id = await bench.talk();
    bench.backend.onRequest = () => Promise.resolve(refused);
    expect(await bench.service.hold(id, true)).toEqual(refused);
    expect(states(bench)).toEqual(["connected"]);
    expect(bench.sent("hold").map((command) => command.type === "hold" && command.held)).toEqual([
      true,
      false,
    ]);
  });

  it("is nothing for a call that is not connected", async () => {
    const bench = callBench();
    const id = await bench.callBob();
    expect(await bench.service.hold(id, true)).toEqual(err({ code: "not-connected" }));
    expect(await bench.service.hold(callId(9), true)).toEqual(err({ code: "call-gone" }));
  });

  it("does not take the silence for a loss, and looks for audio when the call is taken back", async () => {
    const bench = callBench();
    const id = await bench.talk();
    await bench.service.hold(id, true);
    bench.reports({ type: "interrupted" });
    await bench.clock.pass(60_000);
    expect(states(bench)).toEqual(["connected held"]);
    await bench.service.hold(id, false);
    await bench.clock.pass(3_999);
    expect(states(bench)).toEqual(["connected"]);
    await bench.clock.pass(1);
    expect(states(bench)).toEqual(["reconnecting"]);
    bench.reports({ type: "flowing" });
    expect(states(bench)).toEqual(["connected"]);
  });

  it("is not shown as a loss when audio is back in time", async () => {
    const bench = callBench();
    const id = await bench.talk();
    await bench.service.hold(id, true);
    bench.reports({ type: "interrupted" });
    await bench.service.hold(id, false);
    bench.reports({ type: "flowing" });
    await bench.clock.pass(10_000);
    expect(states(bench)).toEqual(["connected"]);
  });

  it("shows that the other end holds, and waits for its audio afterwards", async () => {
    const bench = callBench();
    const id = await bench.talk();
    await bench.says(heldByBob(id, true));
    expect(bench.service.calls).toMatchObject([{ heldByThem: true, members: [{}, { holding: true }] }]);
    bench.reports({ type: "interrupted" });
    expect(states(bench)).toEqual(["connected"]);
    await bench.says(heldByBob(id, false));
    await bench.clock.pass(4_000);
    expect(states(bench)).toEqual(["reconnecting"]);
  });

  it("comes out of a loss when the link stands, though nothing is to be heard", async () => {
    const bench = callBench();
    const id = await bench.talk();
    bench.reports({ type: "published" });
    bench.reports({ type: "interrupted" });
    expect(states(bench)).toEqual(["reconnecting"]);
    await bench.service.hold(id, true);
    expect(states(bench)).toEqual(["connected held"]);
  });

  it("is told again to a service that has it wrong", async () => {
    const bench = callBench();
    const id = await bench.talk();
    await bench.service.hold(id, true);
    await bench.says(heldByBob(id, false));
    expect(bench.backend.asked.filter((what) => what === "hold 101")).toHaveLength(2);
  });

  it("stands in a reloaded page before anything of her is published", async () => {
    const bench = callBench();
    const id = await bench.talk();
    await bench.service.hold(id, true);
    bench.service.pageReady();
    const link = bench.lastLink();
    expect(bench.commands.filter((one) => "link" in one && one.link === link)).toMatchObject([
      { type: "prepare" },
      { type: "hold", held: true },
      { type: "publish" },
    ]);
    bench.reports({ type: "published" });
    expect(states(bench)).toEqual(["connected held"]);
  });
});

describe("a second call", () => {
  it("is accepted only when the service has put the first on hold", async () => {
    const bench = callBench();
    await bench.talk();
    await bench.isCalled(1);
    const held = deferred<Result<null, Failure>>();
    bench.backend.onRequest = () => held.promise;
    const accepted = bench.service.accept(callId(1));
    await settle();
    expect(bench.backend.asked.at(-1)).toBe("hold 101");
    expect(states(bench)).toEqual(["connected held", "ringing"]);
    held.resolve(ok(null));
    expect(await accepted).toEqual(ok(null));
    await settle();
    expect(bench.backend.asked.at(-1)).toBe("accept 1");
    expect(states(bench)).toEqual(["connected held", "connecting"]);
  });

  it("goes on ringing when the first cannot be put on hold", async () => {
    const bench = callBench();
    await bench.talk();
    await bench.isCalled(1);
    bench.backend.onRequest = () => Promise.resolve(refused);
    expect(await bench.service.accept(callId(1))).toEqual(refused);
    expect(states(bench)).toEqual(["connected", "ringing"]);
  });

  it("is accepted when the first ended instead of being held", async () => {
    const bench = callBench();
    const first = await bench.talk();
    await bench.isCalled(1);
    bench.backend.onRequest = () => {
      bench.service.serviceEvent({ type: "call.ended", callId: first, outcome: "hung-up" });
      return Promise.resolve(err({ code: "call-gone" }));
    };
    expect(await bench.service.accept(callId(1))).toEqual(ok(null));
    expect(states(bench)).toEqual(["ended", "connecting"]);
  });

  it("is placed with the first on hold", async () => {
    const bench = callBench();
    await bench.talk();
    expect(await callCarol(bench)).toEqual(ok(callId(102)));
    await settle();
    expect(bench.backend.asked).toEqual(["place bob", "hold 101", "place carol"]);
    expect(states(bench)).toEqual(["connected held", "trying"]);
  });

  it("is refused while the first is not connected yet, and where nothing can be held", async () => {
    const bench = callBench();
    await bench.callBob();
    expect(await callCarol(bench)).toEqual(err({ code: "already-in-call" }));
    await bench.says({ type: "call.answered", callId: callId(101) });
    bench.reports({ type: "flowing" });
    bench.wishes.capabilities = ["call-people"];
    expect(await callCarol(bench)).toEqual(err({ code: "already-in-call" }));
  });

  it("lets only one of two quick clicks through", async () => {
    const bench = callBench();
    const both = await Promise.all([callCarol(bench), callCarol(bench)]);
    expect(both).toEqual([ok(callId(101)), err({ code: "already-in-call" })]);
  });

  it("changes places with the first", async () => {
    const bench = callBench();
    const first = await bench.talk();
    await bench.isCalled(1);
    await bench.service.accept(callId(1));
    await settle();
    bench.reports({ type: "flowing" });
    expect(await bench.service.hold(first, false)).toEqual(ok(null));
    expect(states(bench)).toEqual(["connected", "connected held"]);
    expect(bench.backend.asked.slice(-2)).toEqual(["hold 1", "resume 101"]);
  });

  it("leaves the first on hold when it ends", async () => {
    const bench = callBench();
    await bench.talk();
    const second = await callCarol(bench);
    bench.service.hangUp(second.ok ? second.value : callId(0));
    expect(states(bench)).toEqual(["connected held"]);
  });
});

describe("keys, passing on and adding", () => {
  it("sends keys to somebody who is on the line", async () => {
    const bench = callBench();
    const id = await bench.talk();
    expect(bench.service.digits(id, "12#")).toEqual(ok(null));
    expect(bench.sent("digits")).toEqual([{ type: "digits", link: bench.lastLink(), digits: "12#" }]);
    await bench.service.hold(id, true);
    expect(bench.service.digits(id, "3")).toEqual(err({ code: "not-connected" }));
  });

  it("sends no keys before that", async () => {
    const bench = callBench();
    const id = await bench.callBob();
    expect(bench.service.digits(id, "1")).toEqual(err({ code: "not-connected" }));
    expect(bench.sent("digits")).toEqual([]);
  });

  it("passes the call on, and is out of it when the service says so", async () => {
    const bench = callBench();
    const id = await bench.talk();
    expect(await bench.service.transfer(id, { kind: "person", id: carol.id })).toEqual(ok(null));
    expect(bench.backend.asked.at(-1)).toBe("transfer to carol 101");
    await bench.says({ type: "call.ended", callId: id, outcome: "transferred" });
    expect(states(bench)).toEqual([]);
  });

  it("keeps the call when passing it on is refused", async () => {
    const bench = callBench();
    const id = await bench.talk();
    bench.backend.onRequest = () => Promise.resolve(err({ code: "callee-offline" }));
    expect(await bench.service.transfer(id, { kind: "person", id: carol.id })).toEqual(
      err({ code: "callee-offline" }),
    );
    expect(states(bench)).toEqual(["connected"]);
  });

  it("adds and drops somebody, and tells when they are not coming", async () => {
    const bench = callBench();
    const id = await bench.talk();
    expect(await bench.service.add(id, { kind: "person", id: carol.id })).toEqual(ok(null));
    expect(await bench.service.drop(id, memberOf(carol).id)).toEqual(ok(null));
    expect(bench.backend.asked.slice(-2)).toEqual(["add carol 101", "drop m-carol 101"]);
    await bench.says({
      type: "call.not-joined",
      callId: id,
      party: { kind: "person", ...carol },
      outcome: "declined",
    });
    expect(bench.notices).toEqual([
      {
        code: "not-joined",
        call: id,
        remote: { kind: "person", userId: carol.id, name: "Carol" },
        reason: { code: "declined", by: "them" },
      },
    ]);
  });

  it("asks for nothing before the call is answered", async () => {
    const bench = callBench();
    const id = await bench.callBob();
    expect(await bench.service.add(id, { kind: "person", id: carol.id })).toEqual(
      err({ code: "not-connected" }),
    );
    expect(bench.backend.asked).toEqual(["place bob"]);
  });

  it("talks to whom the call was passed on to", async () => {
    const bench = callBench();
    const id = await bench.talk();
    const changed = heldByBob(id, false);
    const call = {
      ...changed.call,
      callee: { kind: "person" as const, ...carol },
      members: [memberOf(alice), memberOf(carol, { state: "ringing", participantId: null })],
    };
    await bench.says({ type: "call.changed", call });
    expect(bench.service.calls).toMatchObject([
      { remote: { kind: "person", userId: "carol" }, members: [{ id: "m-alice" }, { id: "m-carol" }] },
    ]);
  });
});
