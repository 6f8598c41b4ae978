import { describe, expect, it } from "vitest";
import type { MediaReport } from "../../common/contract/media.ts";
import type { LinkId } from "../../common/ids.ts";
import { callBench, callId } from "../../test/support/call-bench.ts";

const hello: MediaReport = { type: "channel-message", alias: "chat", participantId: "p-2", data: "hello" };

describe("the links of calls", () => {
  it("tell what the page reports, with the call it belongs to", async () => {
    const bench = callBench();
    const heard: unknown[] = [];
    bench.service.links.onReport((call, link, report) => heard.push([call.id, call.phase, link, report]));
    const id = await bench.talk();
    bench.reports(hello);
    expect(heard).toEqual([
      [id, "connected", bench.lastLink(), { type: "flowing" }],
      [id, "connected", bench.lastLink(), hello],
    ]);
  });

  it("tell nothing of a link that is gone, nor to a listener that has left", async () => {
    const bench = callBench();
    const heard: LinkId[] = [];
    const stop = bench.service.links.onReport((_call, link) => heard.push(link));
    await bench.talk();
    const old = bench.lastLink();
    bench.service.pageReady();
    bench.service.links.report(old, hello);
    stop();
    bench.reports(hello);
    expect(heard).toEqual([old]);
  });

  it("carry a command to the link that the call has now", async () => {
    const bench = callBench();
    const id = await bench.talk();
    bench.service.pageReady();
    expect(bench.service.links.send(id, { type: "channel-open", alias: "chat" })).toBe(true);
    expect(bench.commands.at(-1)).toEqual({ type: "channel-open", link: bench.lastLink(), alias: "chat" });
  });

  it("send nothing to a call that has none", async () => {
    const bench = callBench();
    const id = await bench.talk();
    bench.service.hangUp(id);
    const before = bench.commands.length;
    expect(bench.service.links.send(id, { type: "channel-open", alias: "chat" })).toBe(false);
    expect(bench.service.links.send(callId(9), { type: "channel-open", alias: "chat" })).toBe(false);
    expect(bench.commands).toHaveLength(before);
  });

  it("know who we are in a call", async () => {
    const bench = callBench();
    const id = await bench.talk();
    expect(bench.service.links.self(id)).toBe("p-1");
    expect(bench.service.links.participants(id)).toEqual([]);
  });
});
