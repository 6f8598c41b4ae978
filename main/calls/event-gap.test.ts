import { describe, expect, it } from "vitest";
import { err, ok } from "../../common/result.ts";
import type { ServiceCall } from "../../common/wire/calls.ts";
import { callBench, callId, fromBob, roomWith } from "../../test/support/call-bench.ts";
import { deferred } from "../../test/support/deferred.ts";
import { settle } from "../../test/support/fake-clock.ts";
import type { CallRefusal } from "../backend/backend.ts";

const unreachable: CallRefusal = { code: "refused", error: { code: "server-unreachable" } };

describe("after a gap in the event stream", () => {
  const snapshot = (...calls: ServiceCall[]) => ({
    type: "snapshot" as const,
    people: [],
    calls,
    rooms: [],
    numbers: [],
  });

  it("ends a call that was not answered yet and that the service no longer has", async () => {
    const bench = callBench();
    await bench.callBob();
    await bench.says(snapshot());
    expect(bench.reason()).toEqual({ code: "lost", by: "them" });
  });

  it("keeps a call whose placing is still under way", async () => {
    const bench = callBench();
    bench.backend.onPlace = () => new Promise(() => {});
    await bench.callBob();
    await bench.says(snapshot());
    expect(bench.phases()).toEqual(["trying"]);
  });

  it("keeps a call whose answer came while the stream was away: the first snapshot may be older, the second is not", async () => {
    const bench = callBench();
    const answer = deferred<null>();
    const { onPlace } = bench.backend;
    bench.backend.onPlace = async (id) => {
      await answer.promise;
      return onPlace(id);
    };
    bench.backend.registration = "reconnecting";
    await bench.callBob();
    answer.resolve(null);
    await settle();
    bench.backend.registration = "registered";
    await bench.says(snapshot());
    expect(bench.phases()).toEqual(["trying"]);
    await bench.says(snapshot());
    expect(bench.reason()).toEqual({ code: "lost", by: "them" });
  });

  it("keeps a room that was entered while the stream was away, all the same", async () => {
    const bench = callBench();
    bench.backend.registration = "reconnecting";
    void bench.service.join({ kind: "room", roomId: roomWith().id, name: "Standup" });
    await settle();
    bench.backend.registration = "registered";
    const asked = bench.backend.asked.length;
    await bench.says(snapshot());
    expect(bench.backend.asked.slice(asked)).toEqual([]);
    await bench.says(snapshot());
    expect(bench.backend.asked.slice(asked).some((what) => what.startsWith("rejoin"))).toBe(true);
  });

  it("rings for what it missed, and leaves alone what was answered elsewhere", async () => {
    const bench = callBench();
    await bench.says(snapshot());
    await bench.says(snapshot(fromBob(1), fromBob(2, "answered")));
    expect(bench.service.calls.map((call) => [call.id, call.phase])).toEqual([[callId(1), "ringing"]]);
    expect(bench.backend.asked).not.toContain("hang-up 2");
  });

  it("leaves the calls in which the process before it died, before it enters another", async () => {
    const bench = callBench();
    const placed = { ...fromBob(3), caller: fromBob(3).callee, callee: fromBob(3).caller };
    const answer = deferred<null>();
    bench.backend.answer = async () => ok(await answer.promise);
    await bench.says(snapshot(fromBob(2, "answered"), placed));
    void bench.service.join({ kind: "room", roomId: roomWith().id, name: "Standup" });
    await settle();
    expect(bench.backend.asked).toEqual(["hang-up 2", "hang-up 3"]);
    answer.resolve(null);
    await settle();
    expect(bench.backend.asked.at(-1)).toBe("join 101");
  });

  it("stops ringing for a call that somebody else of hers answered meanwhile", async () => {
    const bench = callBench();
    await bench.isCalled(1);
    await bench.says(snapshot(fromBob(1, "answered")));
    expect(bench.reason()).toEqual({ code: "answered-elsewhere" });
  });

  it("takes up an answer that it missed", async () => {
    const bench = callBench();
    const id = await bench.callBob();
    await bench.says(snapshot({ ...fromBob(1, "answered"), id }));
    expect(bench.phases()).toEqual(["connecting"]);
  });

  it("hangs up again what the service did not hear, even when nothing of it is shown any more", async () => {
    const bench = callBench();
    const id = await bench.talk();
    bench.backend.answer = () => Promise.resolve(err(unreachable));
    bench.service.hangUp(id);
    await settle();
    expect(bench.phases()).toEqual([]);
    bench.backend.answer = () => Promise.resolve(ok(null));
    await bench.says(snapshot({ ...fromBob(1, "answered"), id }));
    expect(bench.backend.asked.filter((what) => what === "hang-up 101")).toHaveLength(2);
    await bench.says(snapshot({ ...fromBob(1, "answered"), id }));
    expect(bench.backend.asked.filter((what) => what === "hang-up 101")).toHaveLength(2);
  });
});
