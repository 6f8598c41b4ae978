import { describe, expect, it } from "vitest";
import { FakeClock } from "../../test/support/fake-clock.ts";
import { speakingHoldMs, speakingPeriodMs, watchSpeaking } from "./speaking.ts";

function listening() {
  const clock = new FakeClock();
  const levels: Record<string, number> = {};
  const told: string[] = [];
  const dispose = watchSpeaking({
    clock,
    stats: () =>
      Promise.resolve(
        Object.entries(levels).map(([trackIdentifier, audioLevel]) => ({
          type: "inbound-rtp",
          kind: "audio",
          trackIdentifier,
          audioLevel,
        })),
      ),
    onChange: (ids) => told.push([...ids].join("+")),
  });
  return { clock, levels, told, dispose };
}

describe("watchSpeaking", () => {
  it("tells who talks, once, and when they have stopped for a second", async () => {
    const { clock, levels, told } = listening();
    levels["alice"] = 0.2;
    levels["bob"] = 0.001;
    await clock.pass(speakingPeriodMs * 8);
    expect(told).toEqual(["alice"]);
    levels["bob"] = 0.1;
    await clock.pass(speakingPeriodMs);
    expect(told).toEqual(["alice", "alice+bob"]);
    levels["alice"] = 0;
    await clock.pass(speakingHoldMs - speakingPeriodMs);
    expect(told).toHaveLength(2);
    await clock.pass(speakingPeriodMs);
    expect(told).toEqual(["alice", "alice+bob", "bob"]);
  });

  it("forgets somebody who has gone", async () => {
    const { clock, levels, told } = listening();
    levels["alice"] = 0.2;
    await clock.pass(speakingPeriodMs);
    delete levels["alice"];
    await clock.pass(speakingHoldMs);
    expect(told).toEqual(["alice", ""]);
  });

  it("leaves no timer behind when disposed", async () => {
    const { clock, levels, told, dispose } = listening();
    levels["alice"] = 0.2;
    dispose();
    await clock.pass(60_000);
    expect([told, clock.running]).toEqual([[], 0]);
  });
});
