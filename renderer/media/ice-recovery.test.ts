import { describe, expect, it } from "vitest";
import { FakeClock } from "../../test/support/fake-clock.ts";
import { FakePeerConnection } from "../../test/support/fake-peer-connection.ts";
import { iceGraceMs, iceRetryMs, iceTries, recoverIce } from "./ice-recovery.ts";

function recovering(restart: () => Promise<unknown> = () => Promise.resolve()) {
  const clock = new FakeClock();
  const pc = new FakePeerConnection();
  const seen = { restarts: 0, gaveUp: 0 };
  const dispose = recoverIce({
    pc: pc.asPeerConnection,
    clock,
    restart: () => {
      seen.restarts += 1;
      return restart();
    },
    onGaveUp: () => (seen.gaveUp += 1),
  });
  pc.become("connected");
  return { clock, pc, seen, dispose };
}

describe("recoverIce", () => {
  it("restarts at once when the connection failed", () => {
    const { pc, seen } = recovering();
    pc.become("failed");
    expect(seen.restarts).toBe(1);
  });

  it("restarts when disconnected lasts, not before", () => {
    const { pc, clock, seen } = recovering();
    pc.become("disconnected");
    clock.advance(iceGraceMs - 1);
    expect(seen.restarts).toBe(0);
    clock.advance(1);
    expect(seen.restarts).toBe(1);
  });

  it("does nothing when the path comes back by itself", () => {
    const { pc, clock, seen } = recovering();
    pc.become("disconnected");
    clock.advance(iceGraceMs - 1);
    pc.become("connected");
    clock.advance(60_000);
    expect(seen).toEqual({ restarts: 0, gaveUp: 0 });
    expect(clock.running).toBe(0);
  });

  it("tries again every 5 s and gives up once, after the sixth", async () => {
    const { pc, clock, seen } = recovering();
    pc.become("failed");
    await clock.pass(iceRetryMs * (iceTries - 1));
    expect(seen).toEqual({ restarts: iceTries, gaveUp: 0 });
    await clock.pass(iceRetryMs);
    expect(seen).toEqual({ restarts: iceTries, gaveUp: 1 });
    await clock.pass(120_000);
    expect(seen).toEqual({ restarts: iceTries, gaveUp: 1 });
  });

  it("has all its tries again after a success", async () => {
    const { pc, clock, seen } = recovering();
    pc.become("failed");
    await clock.pass(iceRetryMs * 3);
    pc.become("connected");
    pc.become("failed");
    await clock.pass(iceRetryMs * (iceTries - 1));
    expect(seen).toEqual({ restarts: 4 + iceTries, gaveUp: 0 });
  });

  it("does not stack restarts while one is under way, and still gives up in time", async () => {
    const { pc, clock, seen } = recovering(() => new Promise(() => {}));
    pc.become("failed");
    await clock.pass(iceRetryMs * iceTries);
    expect(seen).toEqual({ restarts: 1, gaveUp: 1 });
  });

  it("leaves no timer behind when disposed", () => {
    const { pc, clock, seen, dispose } = recovering();
    pc.become("failed");
    dispose();
    pc.become("failed");
    clock.advance(60_000);
    expect(seen.restarts).toBe(1);
    expect(clock.running).toBe(0);
  });
});
