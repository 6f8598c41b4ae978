import { describe, expect, it } from "vitest";
import { FakeClock } from "../../test/support/fake-clock.ts";
import { FakePeerConnection } from "../../test/support/fake-peer-connection.ts";
import { silenceLimitMs, watchMedia, watchPeriodMs } from "./media-watch.ts";

function watching() {
  const pc = new FakePeerConnection();
  const clock = new FakeClock();
  const reports: string[] = [];
  const heard = { expected: true };
  const dispose = watchMedia({
    pc: pc.asPeerConnection,
    clock,
    expected: () => heard.expected,
    onFlowing: () => reports.push("flowing"),
    onInterrupted: () => reports.push("interrupted"),
  });
  const receive = (packets: number) => {
    pc.packetsReceived += packets;
    return clock.pass(watchPeriodMs);
  };
  return { pc, clock, reports, heard, dispose, receive };
}

describe("watchMedia", () => {
  it("says nothing before the first packet, however long that takes", async () => {
    const { clock, reports } = watching();
    await clock.pass(60_000);
    expect(reports).toEqual([]);
  });

  it("says flowing once while packets arrive", async () => {
    const { receive, reports } = watching();
    for (let turn = 0; turn < 5; turn += 1) await receive(25);
    expect(reports).toEqual(["flowing"]);
  });

  it("says interrupted after 3 s without a packet, not before", async () => {
    const { receive, clock, reports } = watching();
    await receive(25);
    await clock.pass(silenceLimitMs - watchPeriodMs);
    expect(reports).toEqual(["flowing"]);
    await clock.pass(watchPeriodMs);
    expect(reports).toEqual(["flowing", "interrupted"]);
    await clock.pass(60_000);
    expect(reports).toEqual(["flowing", "interrupted"]);
  });

  it.each(["disconnected", "failed"] as const)("says interrupted at once when ICE is %s", async (state) => {
    const { receive, pc, clock, reports } = watching();
    await receive(25);
    pc.become(state);
    await clock.pass(watchPeriodMs);
    expect(reports).toEqual(["flowing", "interrupted"]);
  });

  it("says flowing again when packets come back", async () => {
    const { receive, clock, reports } = watching();
    await receive(25);
    await clock.pass(silenceLimitMs);
    await receive(25);
    expect(reports).toEqual(["flowing", "interrupted", "flowing"]);
  });

  it("takes silence for right while nothing is expected, but not a lost path", async () => {
    const { receive, heard, clock, reports, pc } = watching();
    await receive(25);
    heard.expected = false;
    await clock.pass(60_000);
    expect(reports).toEqual(["flowing"]);
    pc.become("failed");
    await clock.pass(watchPeriodMs);
    expect(reports).toEqual(["flowing", "interrupted"]);
  });

  it("gives what is expected again its 3 s", async () => {
    const { receive, heard, clock, reports } = watching();
    await receive(25);
    heard.expected = false;
    await clock.pass(60_000);
    heard.expected = true;
    await clock.pass(silenceLimitMs - watchPeriodMs);
    expect(reports).toEqual(["flowing"]);
    await clock.pass(watchPeriodMs);
    expect(reports).toEqual(["flowing", "interrupted"]);
  });

  it("does not flap when the counter starts again from a lower value", async () => {
    const { pc, receive, reports } = watching();
    await receive(500);
    pc.packetsReceived = 0;
    await receive(0);
    await receive(25);
    expect(reports).toEqual(["flowing"]);
  });

  it("leaves no timer behind when disposed, also in the middle of a poll", async () => {
    const { pc, clock, reports, dispose } = watching();
    pc.packetsReceived = 25;
    clock.advance(watchPeriodMs);
    dispose();
    await clock.pass(60_000);
    expect(reports).toEqual([]);
    expect(clock.running).toBe(0);
  });
});
