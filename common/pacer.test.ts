import { describe, expect, it } from "vitest";
import type { Clock } from "./clock.ts";
import { FakeClock } from "../test/support/fake-clock.ts";
import { pace } from "./pacer.ts";

/** A clock whose timers fire late, as real ones do. */
const tardy = (clock: FakeClock, lateMs: number): Clock => ({
  now: () => clock.now(),
  after: (ms, task) => clock.after(ms + lateMs, task),
});

describe("pace", () => {
  it("runs fifty times a second though each timer is late", () => {
    const clock = new FakeClock();
    let runs = 0;
    pace(tardy(clock, 7), 20, () => (runs += 1));
    clock.advance(10_000);
    expect(runs).toBe(499);
  });

  it("does not make up for a long sleep", () => {
    const clock = new FakeClock();
    let runs = 0;
    let asleep = 0;
    const sleepy: Clock = { now: () => clock.now() + asleep, after: (ms, task) => clock.after(ms, task) };
    pace(sleepy, 20, () => {
      runs += 1;
      if (runs === 10) asleep = 60_000;
    });
    clock.advance(1_000);
    expect(runs).toBe(50);
  });

  it("stops when disposed, also from inside", () => {
    const clock = new FakeClock();
    let runs = 0;
    const stop = pace(clock, 20, () => {
      runs += 1;
      if (runs === 3) stop();
    });
    clock.advance(1_000);
    expect(runs).toBe(3);
    expect(clock.running).toBe(0);
  });
});
