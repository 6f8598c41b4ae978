import type { Clock } from "../../common/clock.ts";
import type { Dispose } from "../../common/scope.ts";

/** Does something again and again, the next turn only after this one has ended. */
export function every(clock: Clock, ms: number, task: () => void | Promise<void>): Dispose {
  let stop: Dispose = () => {};
  let stopped = false;
  const plan = (): void => {
    stop = clock.after(ms, () => void turn());
  };
  const turn = async (): Promise<void> => {
    await task();
    if (!stopped) plan();
  };
  plan();
  return () => {
    stopped = true;
    stop();
  };
}
