import type { Clock } from "../../common/clock.ts";
import { pace } from "../../common/pacer.ts";
import type { Dispose } from "../../common/scope.ts";
import { frameMs } from "./phone-network.ts";

/** Runs `task` once for each frame, 20 ms apart and without drift, until disposed. */
export const everyFrame = (clock: Clock, task: () => void): Dispose => pace(clock, frameMs, task);
