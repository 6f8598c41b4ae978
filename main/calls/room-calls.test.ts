import { describe, expect, it } from "vitest";
import { err, ok } from "../../common/result.ts";
import { alice, bob, callBench, callId, fromBob, roomWith } from "../../test/support/call-bench.ts";
import { deferred } from "../../test/support/deferred.ts";
import { settle } from "../../test/support/fake-clock.ts";

const room = { kind: "room" as const, roomId: roomWith().id, name: "Standup" };
const nobodyElse = roomWith(alice);
const withBob = roomWith(alice, bob);

async function joined() {
  const bench = callBench();
  await bench.service.join(room);
  await settle();
  bench.reports({ type: "published" });
  return bench;
}

describe("the call by which alice is in a room", () => {
  it("is connected when she is published, though nobody else is there", async () => {
    const bench = callBench();
    expect(await bench.service.join(room)).toEqual(ok(callId(101)));
    await settle();
    expect(bench.backend.asked).toEqual(["join 101"]);
    expect(bench.service.calls).toMatchObject([
      { phase: "connecting", remote: room, members: [{ id: "m-alice" }] },
    ]);
    bench.reports({ type: "published" });
    expect(bench.phases()).toEqual(["connected"]);
  });

  it("is connected when she was published before the service let her in", async () => {
    const bench = callBench();
    const into = deferred<null>();
    bench.backend.onJoin = () => into.promise.then(() => ok(nobodyElse));
    await bench.service.join(room);
    await settle();
    bench.reports({ type: "published" });
    into.resolve(null);
    await settle();
    expect(bench.phases()).toEqual(["connected"]);
  });

  it("follows who comes and goes, and misses the audio of those who are there only", async () => {
    const bench = await joined();
    await bench.says({ type: "room.changed", room: withBob });
    expect(bench.service.calls).toMatchObject([{ members: [{ id: "m-alice" }, { id: "m-bob" }] }]);
    bench.reports({ type: "flowing" });
    await bench.says({ type: "room.changed", room: nobodyElse });
    bench.reports({ type: "interrupted" });
    expect(bench.phases()).toEqual(["connected"]);
    await bench.says({ type: "room.changed", room: withBob });
    await bench.clock.pass(4_000);
    expect(bench.phases()).toEqual(["reconnecting"]);
    await bench.says({ type: "room.changed", room: nobodyElse });
    expect(bench.phases()).toEqual(["connected"]);
  });

  it("knows who came while the answer to her entering was under way", async () => {
    const bench = callBench();
    const answer = deferred<null>();
    bench.backend.onJoin = () => answer.promise.then(() => ok(nobodyElse));
    await bench.service.join(room);
    await settle();
    const [self, other] = withBob.members;
    // The stream is faster: in it she is there already, as the participant of her media access, and so is Bob.
    const entered = { ...withBob, members: [{ ...self!, participantId: "p-1" }, other!] };
    await bench.says({ type: "room.changed", room: entered });
    answer.resolve(null);
    await settle();
    expect(bench.service.calls).toMatchObject([{ members: [{ id: "m-alice" }, { id: "m-bob" }] }]);
  });

  it("takes the answer to her entering for the newer one while the stream does not know of it", async () => {
    const bench = callBench();
    const answer = deferred<null>();
    bench.backend.onJoin = () => answer.promise.then(() => ok(withBob));
    await bench.service.join(room);
    await settle();
    await bench.says({ type: "room.changed", room: roomWith(bob) });
    answer.resolve(null);
    await settle();
    expect(bench.service.calls).toMatchObject([{ members: [{ id: "m-alice" }, { id: "m-bob" }] }]);
  });

  it("tells the room that she is muted", async () => {
    const bench = await joined();
    bench.service.mute(callId(101), true);
    await settle();
    expect(bench.backend.asked.at(-1)).toBe("show muted");
  });

  it.each([
    ["removed", { code: "removed" }],
    ["ended-for-all", { code: "ended-for-all" }],
  ] as const)("ends when the service says %s", async (outcome, reason) => {
    const bench = await joined();
    await bench.says({ type: "call.ended", callId: callId(101), outcome });
    expect(bench.reason()).toEqual(reason);
  });

  it("ends with why she was not let in", async () => {
    const bench = callBench();
    bench.backend.onJoin = () => Promise.resolve(err({ code: "refused", error: { code: "room-full" } }));
    await bench.service.join(room);
    await settle();
    expect(bench.reason()).toEqual({ code: "failed", error: { code: "room-full" } });
  });

  it("is left by hanging up", async () => {
    const bench = await joined();
    bench.service.hangUp(callId(101));
    await settle();
    expect(bench.backend.asked.at(-1)).toBe("hang-up 101");
  });

  it("is the one she has when she joins again", async () => {
    const bench = await joined();
    expect(await bench.service.join(room)).toEqual(ok(callId(101)));
    expect(bench.phases()).toEqual(["connected"]);
  });

  it("puts another call on hold first", async () => {
    const bench = callBench();
    await bench.talk();
    await bench.service.join(room);
    await settle();
    expect(bench.backend.asked).toEqual(["place bob", "hold 101", "join 102"]);
  });

  it("rings as an invitation to the room, and leads into it", async () => {
    const bench = callBench();
    const invitation = { ...fromBob(1), room: { id: room.roomId, name: room.name } };
    await bench.says({ type: "call.incoming", call: invitation });
    expect(bench.service.calls).toMatchObject([{ phase: "ringing", remote: room, transferredBy: "Bob" }]);
    await bench.service.accept(callId(1));
    await settle();
    await bench.says({ type: "room.changed", room: withBob });
    bench.reports({ type: "flowing" });
    expect(bench.service.calls).toMatchObject([{ phase: "connected", members: [{}, { id: "m-bob" }] }]);
  });
});
