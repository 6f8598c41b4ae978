import type { Clock } from "./clock.ts";
import type { Dispose } from "./scope.ts";

/** Behind by so many periods the machine has slept or the clock was set: go on from now and do not make up for it. */
const maxLagPeriods = 10;

/**
 * Runs `task` each `periodMs` until disposed. Each run is due one period after the one before was due, not after it
 * ran, so that late timers do not add up: the far end of a media stream would see them as clock drift.
 */
export function pace(clock: Clock, periodMs: number, task: () => void): Dispose {
  const maxLagMs = maxLagPeriods * periodMs;
  let due = clock.now() + periodMs;
  let stopped = false;
  let cancel = clock.after(periodMs, tick);
  function tick(): void {
    task();
    if (stopped) return;
    due += periodMs;
    const wait = due - clock.now();
    if (wait < -maxLagMs || wait > maxLagMs) due = clock.now() + periodMs;
    cancel = clock.after(Math.max(0, due - clock.now()), tick);
  }
  return () => {
    stopped = true;
    cancel();
  };
}
