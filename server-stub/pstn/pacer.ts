import type { Clock } from "../../common/clock.ts";
import type { Dispose } from "../../common/scope.ts";
import { frameMs } from "./phone-network.ts";

/** Behind by more than this the machine has slept or the clock was set: go on from now and do not make up for it. */
const maxLagMs = 200;

/**
 * Runs `task` each 20 ms until disposed. Each run is due 20 ms after the one before was due, not after it ran, so that
 * late timers do not add up: the far end would see them as clock drift.
 */
export function everyFrame(clock: Clock, task: () => void): Dispose {
  let due = clock.now() + frameMs;
  let stopped = false;
  let cancel = clock.after(frameMs, tick);
  function tick(): void {
    task();
    if (stopped) return;
    due += frameMs;
    const wait = due - clock.now();
    if (wait < -maxLagMs || wait > maxLagMs) due = clock.now() + frameMs;
    cancel = clock.after(Math.max(0, due - clock.now()), tick);
  }
  return () => {
    stopped = true;
    cancel();
  };
}
