import type { App } from "electron/main";
import { isLive } from "../../common/call/call-view.ts";
import type { Clock } from "../../common/clock.ts";
import type { CallService } from "../calls/call-service.ts";
import type { Log } from "../log/log.ts";
import { createElectronUpdater } from "./electron-updater.ts";
import { UpdateService } from "./update-service.ts";

export interface UpdateSurroundings {
  readonly app: App;
  readonly calls: Pick<CallService, "calls" | "onChange">;
  /** The app is about to end for the new version: windows close from now on. */
  readonly leave: () => void;
  readonly clock: Clock;
  readonly log: Log;
}

/** Looks for new versions from now on, out of the way of calls. */
export function startUpdates({ app, calls, leave, clock, log }: UpdateSurroundings): UpdateService {
  const updates = new UpdateService({ updater: createElectronUpdater(app, leave), clock, log });
  calls.onChange(() => updates.callsChanged(calls.calls.some(isLive)));
  updates.start();
  return updates;
}
