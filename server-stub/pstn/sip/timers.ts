import type { Clock } from "../../../common/clock.ts";
import type { Dispose } from "../../../common/scope.ts";

/** RFC 3261 section 17.1.1.1, ms. */
export const t1 = 500;
export const t2 = 4_000;
export const t4 = 5_000;
/** Timers B, F, H, J, L and M. */
export const transactionLifeMs = 64 * t1;
/** Timer D. */
export const completedLifeMs = 32_000;

/** Runs `task` after T1, then after twice as long each time, at most `maxMs` apart: timers A, E and G. */
export function retransmit(clock: Clock, maxMs: number, task: () => void): Dispose {
  let wait = t1;
  let cancel = clock.after(wait, again);
  function again(): void {
    wait = Math.min(2 * wait, maxMs);
    cancel = clock.after(wait, again);
    task();
  }
  return () => cancel();
}
