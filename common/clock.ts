import type { Dispose } from "./scope.ts";

/** Time as a port, so that tests can move it. All values in milliseconds since the epoch. */
export interface Clock {
  now(): number;
  /** Runs `task` once after `ms`; returns its cancellation. */
  after(ms: number, task: () => void): Dispose;
}
