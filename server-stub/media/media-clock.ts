import type { Clock } from "../../common/clock.ts";

/** Media time: it does not jump when somebody sets the clock. */
export const mediaClock: Clock = {
  now: () => performance.now(),
  after(ms, task) {
    const timer = setTimeout(task, ms);
    return () => clearTimeout(timer);
  },
};
