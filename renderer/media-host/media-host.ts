import type { Host } from "../../common/contract/contract.ts";
import type { CallError } from "../../common/errors.ts";
import type { Result } from "../../common/result.ts";
import type { Dispose } from "../../common/scope.ts";
import { browserPorts } from "../media/browser-ports.ts";
import type { Preview } from "../media/previews.ts";
import { MediaService } from "./media-service.ts";
import type { Stage } from "./stage-feed.ts";

export interface MediaHost {
  /** Ends every link, tone and subscription. */
  dispose(): void;
  /** Opens the microphone on a gesture of the user, and tells its level, 0 to 1, until disposed. */
  startMicrophoneTest(onLevel: (level: number) => void): Promise<Result<Dispose, CallError>>;
  /** Plays a short tone on the chosen speaker; settles when it has ended. */
  playTestTone(): Promise<void>;
  /** Opens the chosen camera on a gesture of the user, for them alone to see. */
  previewCamera(): Promise<Result<Preview, CallError>>;
  /** Captures what main has armed for a preview, on a gesture of the user. */
  previewScreen(): Promise<Result<Preview, CallError>>;
  /** Tells what can be seen and who talks, now and with each change. */
  watchStage(listener: (stage: Stage) => void): Dispose;
}

/** Runs main's media commands on this page's web APIs, and reports back. Once per page. */
export function startMediaHost({ host }: { host: Host }): MediaHost {
  return MediaService.start(host, browserPorts());
}
