import { describe, expect, it } from "vitest";
import { err } from "../../common/result.ts";
import { callBench } from "../../test/support/call-bench.ts";
import { settle } from "../../test/support/fake-clock.ts";

const lost = { phase: "closed", error: { code: "signaling-lost" } } as const;

describe("the media of a call", () => {
  it("carries offers of the service to the page and answers back", async () => {
    const bench = callBench();
    await bench.talk();
    bench.links[0]!.serviceOffers(3);
    expect(bench.sent("subscribe")).toMatchObject([{ link: bench.lastLink(), revision: 3, sdpOffer: "v=0" }]);
    await bench.service.links.answer(bench.lastLink(), 3, "v=0");
    expect(bench.links[0]!.answered).toEqual([3]);
  });

  it("refuses offers and ignores reports of a link that is gone", async () => {
    const bench = callBench();
    const id = await bench.talk();
    const link = bench.lastLink();
    bench.service.hangUp(id);
    const metadata = { mediaStreams: {}, dataChannels: {} };
    expect(await bench.service.links.offer(link, "v=0", metadata)).toEqual(err({ code: "call-gone" }));
    expect(await bench.service.links.answer(link, 1, "v=0")).toEqual(err({ code: "call-gone" }));
    expect(() => bench.service.links.report(link, { type: "flowing" })).not.toThrow();
  });

  it("mutes the page only once it publishes, and publishes muted before that", async () => {
    const bench = callBench();
    await bench.isCalled(1);
    bench.service.mute(bench.service.calls[0]!.id, true);
    expect(bench.sent("mute")).toEqual([]);
    await bench.service.accept(bench.service.calls[0]!.id);
    await settle();
    expect(bench.sent("publish")).toEqual([{ type: "publish", link: bench.lastLink(), muted: true }]);
    bench.service.mute(bench.service.calls[0]!.id, false);
    expect(bench.sent("mute")).toEqual([{ type: "mute", link: bench.lastLink(), muted: false }]);
  });

  it("takes a reloaded page back in: a fresh link with the same access, still muted, and goes on", async () => {
    const bench = callBench();
    const id = await bench.talk();
    bench.service.mute(id, true);
    bench.service.pageReady();
    expect(bench.phases()).toEqual(["reconnecting"]);
    expect(bench.links.map((link) => link.access.deviceToken)).toEqual(["device-token-1", "device-token-1"]);
    expect(bench.sent("publish").at(-1)).toEqual({ type: "publish", link: bench.lastLink(), muted: true });
    expect(bench.backend.asked).toEqual(["place bob"]);
    bench.reports({ type: "flowing" });
    expect(bench.phases()).toEqual(["connected"]);
  });

  it("leaves with the old link only when the new one stands", async () => {
    const bench = callBench();
    await bench.talk();
    bench.service.pageReady();
    expect(bench.links.map((link) => link.closed)).toEqual([false, false]);
    bench.links[1]!.become({ phase: "ready" });
    expect(bench.links.map((link) => link.closed)).toEqual([true, false]);
  });

  it("rings again in a reloaded page", async () => {
    const bench = callBench();
    await bench.isCalled(1);
    bench.service.pageReady();
    expect(bench.sent("ring")).toEqual([
      { type: "ring", tone: "ringtone" },
      { type: "ring", tone: "ringtone" },
    ]);
  });

  it("replaces a lost link once, then asks for a place with a fresh media access", async () => {
    const bench = callBench();
    await bench.talk();
    bench.links[0]!.become(lost);
    expect(bench.phases()).toEqual(["reconnecting"]);
    expect(bench.links).toHaveLength(2);
    bench.links[1]!.become(lost);
    await bench.clock.pass(2_000);
    expect(bench.backend.asked.at(-1)).toBe("rejoin alice with bob 101");
    expect(bench.links.map((link) => link.access.deviceToken)).toEqual([
      "device-token-1",
      "device-token-1",
      "device-token-2",
    ]);
    bench.reports({ type: "flowing" });
    expect(bench.phases()).toEqual(["connected"]);
  });

  it("ends a call that is not answered yet when its links are lost", async () => {
    const bench = callBench();
    await bench.callBob();
    bench.links[0]!.become(lost);
    bench.links[1]!.become(lost);
    await settle();
    expect(bench.reason()).toEqual({ code: "failed", error: { code: "signaling-lost" } });
    expect(bench.backend.asked.at(-1)).toBe("hang-up 101");
  });

  it("may replace a link again after audio has come through the fresh one", async () => {
    const bench = callBench();
    await bench.talk();
    bench.links[0]!.become(lost);
    bench.reports({ type: "flowing" });
    bench.links[1]!.become(lost);
    expect(bench.phases()).toEqual(["reconnecting"]);
    expect(bench.links).toHaveLength(3);
  });

  it("gives up when lost audio does not come back", async () => {
    const bench = callBench();
    await bench.talk();
    bench.reports({ type: "interrupted" });
    await bench.clock.pass(30_000);
    expect(bench.reason()).toEqual({ code: "lost", by: "us" });
  });

  it("logs no token", async () => {
    const bench = callBench();
    await bench.talk();
    bench.links[0]!.become(lost);
    expect(bench.log.text()).not.toContain("device-token");
  });
});
