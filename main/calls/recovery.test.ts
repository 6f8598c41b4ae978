import { describe, expect, it } from "vitest";
import { PhoneNumber } from "../../common/ids.ts";
import { err } from "../../common/result.ts";
import type { CallRefusal } from "../backend/backend.ts";
import { callBench, callId, fromBob, roomWith } from "../../test/support/call-bench.ts";
import { settle } from "../../test/support/fake-clock.ts";

const unreachable: CallRefusal = { code: "refused", error: { code: "server-unreachable" } };
const forgotten: CallRefusal = { code: "refused", error: { code: "server-refused", status: 404 } };
const forgetful = { type: "snapshot" as const, people: [], calls: [], rooms: [], numbers: [] };

describe("a call that the service has forgotten in a restart", () => {
  it("R58 is taken up again with a fresh media access, and shown as reconnecting meanwhile", async () => {
    const bench = callBench();
    await bench.talk();
    await bench.says(forgetful);
    expect(bench.phases()).toEqual(["reconnecting"]);
    expect(bench.backend.asked.at(-1)).toBe("rejoin alice with bob 101");
    expect(bench.links.map((link) => link.access.deviceToken)).toEqual(["device-token-1", "device-token-2"]);
    bench.reports({ type: "flowing" });
    expect(bench.phases()).toEqual(["connected"]);
  });

  it("publishes anew as it was: muted", async () => {
    const bench = callBench();
    const id = await bench.talk();
    bench.service.mute(id, true);
    await bench.says(forgetful);
    expect(bench.sent("publish").at(-1)).toMatchObject({ muted: true, link: bench.lastLink() });
  });

  it("is asked for again while the service cannot answer, and given up after 30 s", async () => {
    const bench = callBench();
    await bench.talk();
    bench.backend.answer = () => Promise.resolve(err(unreachable));
    await bench.says(forgetful);
    await bench.clock.pass(4_000);
    expect(bench.backend.asked.filter((what) => what === "rejoin alice with bob 101")).toHaveLength(3);
    await bench.clock.pass(26_000);
    expect(bench.reason()).toEqual({ code: "lost", by: "us" });
    await bench.clock.pass(60_000);
    expect(bench.clock.running).toBe(0);
  });

  it("ends as lost when the service will not have it", async () => {
    const bench = callBench();
    await bench.talk();
    bench.backend.answer = () => Promise.resolve(err({ code: "refused", error: { code: "call-gone" } }));
    await bench.says(forgetful);
    expect(bench.reason()).toEqual({ code: "lost", by: "them" });
  });

  it("is not asked for twice at once", async () => {
    const bench = callBench();
    await bench.talk();
    bench.backend.answer = () => new Promise(() => {});
    await bench.says(forgetful);
    await bench.says(forgetful);
    expect(bench.backend.asked.filter((what) => what === "rejoin alice with bob 101")).toHaveLength(1);
  });

  it("is over when it was with a phone, whose leg went with the service", async () => {
    const bench = callBench();
    await bench.service.place({ kind: "phone", number: PhoneNumber.parse("+19195550123"), name: null });
    await settle();
    await bench.says({ type: "call.answered", callId: callId(101) });
    bench.reports({ type: "flowing" });
    bench.backend.answer = () => Promise.resolve(err(forgotten));
    await bench.says(forgetful);
    expect(bench.backend.asked.at(-1)).toBe("rejoin 101");
    expect(bench.reason()).toEqual({ code: "lost", by: "them" });
  });

  it("enters a room anew", async () => {
    const bench = callBench();
    await bench.service.join({ kind: "room", roomId: roomWith().id, name: "Standup" });
    await settle();
    bench.reports({ type: "published" });
    bench.backend.answer = () => Promise.resolve(err(forgotten));
    await bench.says(forgetful);
    expect(bench.phases()).toEqual(["reconnecting"]);
    bench.reports({ type: "published" });
    expect(bench.phases()).toEqual(["connected"]);
    expect(bench.backend.asked).toEqual(["join 101", "rejoin 101", "join 101"]);
  });

  it("names the caller as the caller when she was called", async () => {
    const bench = callBench();
    await bench.isCalled(1);
    await bench.service.accept(callId(1));
    await settle();
    bench.reports({ type: "flowing" });
    await bench.says(forgetful);
    expect(bench.backend.asked.at(-1)).toBe("rejoin bob with alice 1");
  });

  it("stays on hold", async () => {
    const bench = callBench();
    const id = await bench.talk();
    await bench.service.hold(id, true);
    await bench.says(forgetful);
    expect(bench.service.calls).toMatchObject([{ phase: "reconnecting", held: true }]);
    expect(bench.sent("hold").at(-1)).toMatchObject({ held: true, link: bench.lastLink() });
    bench.reports({ type: "published" });
    expect(bench.phases()).toEqual(["connected"]);
  });
});

describe("another network", () => {
  it("makes every call look for a new path at once", async () => {
    const bench = callBench();
    await bench.talk();
    bench.service.networkChanged();
    expect(bench.sent("restart-ice")).toEqual([{ type: "restart-ice", link: bench.lastLink() }]);
    expect(bench.links[0]!.probes).toBe(1);
  });

  it("is no matter for a call that has no media yet", async () => {
    const bench = callBench();
    await bench.isCalled(1);
    bench.service.networkChanged();
    expect(bench.sent("restart-ice")).toEqual([]);
  });
});

describe("the camera", () => {
  it("is starting until the others can have it", async () => {
    const bench = callBench();
    const id = await bench.talk();
    bench.service.camera(id, true);
    expect(bench.service.calls).toMatchObject([{ camera: "starting" }]);
    expect(bench.sent("camera")).toEqual([{ type: "camera", link: bench.lastLink(), on: true }]);
    bench.reports({ type: "camera", on: true });
    expect(bench.service.calls).toMatchObject([{ camera: "on" }]);
  });

  it("comes back in a reloaded page", async () => {
    const bench = callBench();
    const id = await bench.talk();
    bench.service.camera(id, true);
    bench.reports({ type: "camera", on: true });
    bench.service.pageReady();
    expect(bench.service.calls).toMatchObject([{ camera: "starting" }]);
    expect(bench.sent("camera").at(-1)).toEqual({ type: "camera", link: bench.lastLink(), on: true });
  });

  it("is off when it failed, also in a reloaded page", async () => {
    const bench = callBench();
    const id = await bench.talk();
    bench.service.camera(id, true);
    bench.reports({ type: "camera-failed", error: { code: "camera-busy" } });
    expect(bench.service.calls).toMatchObject([{ camera: "off" }]);
    bench.service.pageReady();
    expect(bench.sent("camera")).toHaveLength(1);
  });

  it("may be asked for while it rings there, and not while it rings here", async () => {
    const bench = callBench();
    const id = await bench.callBob();
    bench.service.camera(id, true);
    expect(bench.sent("camera")).toHaveLength(1);
    bench.service.hangUp(id);
    await settle();
    await bench.says({ type: "call.incoming", call: fromBob(1) });
    expect(bench.service.camera(callId(1), true)).toEqual(err({ code: "not-connected" }));
  });
});
