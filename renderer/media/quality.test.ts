import { describe, expect, it } from "vitest";
import { FakeClock } from "../../test/support/fake-clock.ts";
import { FakePeerConnection } from "../../test/support/fake-peer-connection.ts";
import { levelOf, type Quality, qualityPeriodMs, watchQuality } from "./quality.ts";

function measuring() {
  const pc = new FakePeerConnection();
  const clock = new FakeClock();
  const told: Quality[] = [];
  const dispose = watchQuality({ pc: pc.asPeerConnection, clock, onQuality: (one) => told.push(one) });
  const inbound = { type: "inbound-rtp", kind: "audio", packetsReceived: 0, packetsLost: 0, jitter: 0.004 };
  pc.stats = [inbound, { type: "candidate-pair", nominated: true, currentRoundTripTime: 0.042 }];
  /** 100 packets of which so many are lost. */
  const receive = async (lost: number, jitter = 0.004) => {
    inbound.packetsReceived += 100 - lost;
    inbound.packetsLost += lost;
    inbound.jitter = jitter;
    await clock.pass(qualityPeriodMs);
  };
  return { clock, told, dispose, receive };
}

describe("levelOf", () => {
  it.each([
    [{ loss: 0, jitterMs: 4, rttMs: 40 }, "good"],
    [{ loss: 0.03, jitterMs: 4, rttMs: 40 }, "fair"],
    [{ loss: 0, jitterMs: 40, rttMs: 40 }, "fair"],
    [{ loss: 0, jitterMs: 4, rttMs: 400 }, "fair"],
    [{ loss: 0.1, jitterMs: 4, rttMs: 40 }, "poor"],
    [{ loss: 0, jitterMs: 4, rttMs: 900 }, "poor"],
    [{ loss: 0, jitterMs: 4, rttMs: null }, "good"],
  ] as const)("%j is %s", (measured, level) => {
    expect(levelOf(measured)).toBe(level);
  });
});

describe("watchQuality", () => {
  it("tells loss, jitter and round trip of the last two seconds", async () => {
    const { told, receive } = measuring();
    await receive(0);
    await receive(1);
    expect(told).toEqual([{ level: "good", loss: 0.01, jitterMs: 4, rttMs: 42 }]);
  });

  it("says nothing while nothing arrives", async () => {
    const { told, clock, receive } = measuring();
    await receive(0);
    await clock.pass(60_000);
    expect(told).toEqual([]);
  });

  it("does not flap: one bad sample changes nothing, two do, and only four good ones take it back", async () => {
    const { told, receive } = measuring();
    const losses = [0, 0, 20, 0, 20, 20, 0, 0, 0, 20, 0, 0, 0, 0];
    for (const lost of losses) await receive(lost);
    expect(told.map(({ level }) => level)).toEqual([
      "good",
      "good",
      "good",
      "good",
      "poor",
      "poor",
      "poor",
      "poor",
      "poor",
      "poor",
      "poor",
      "poor",
      "good",
    ]);
  });

  it("leaves no timer behind when disposed", async () => {
    const { clock, dispose, told } = measuring();
    dispose();
    await clock.pass(60_000);
    expect([told, clock.running]).toEqual([[], 0]);
  });
});
