import type { Host } from "../../common/contract/contract.ts";
import type { CallError } from "../../common/errors.ts";
import type { Result } from "../../common/result.ts";
import type { Dispose } from "../../common/scope.ts";
import { browserPorts } from "../media/browser-ports.ts";
import { MediaService } from "./media-service.ts";

export interface MediaHost {
  /** Ends every link, tone and subscription. */
  dispose(): void;
  /** Opens the microphone on a gesture of the user, and tells its level, 0 to 1, until disposed. */
  startMicrophoneTest(onLevel: (level: number) => void): Promise<Result<Dispose, CallError>>;
  /** Plays a short tone on the chosen speaker; settles when it has ended. */
  playTestTone(): Promise<void>;
}

/** Runs main's media commands on this page's web APIs, and reports back. Once per page. */
export function startMediaHost({ host }: { host: Host }): MediaHost {
  return MediaService.start(host, browserPorts());
}
