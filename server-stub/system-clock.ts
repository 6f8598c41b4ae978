import type { Clock } from "../common/clock.ts";

/** The machine's time. Its timers do not keep the process alive: what listens does. */
export const systemClock: Clock = {
  now: () => Date.now(),
  after(ms, task) {
    const timer = setTimeout(task, ms);
    timer.unref();
    return () => clearTimeout(timer);
  },
};
