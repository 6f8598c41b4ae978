import type { Call } from "../../common/call/call.ts";
import type { MediaReport } from "../../common/contract/media.ts";
import type { ScreenSource } from "../../common/contract/screen.ts";
import type { CallId, LinkId } from "../../common/ids.ts";
import type { Dispose } from "../../common/scope.ts";
import type { Capability } from "../../common/wire/token-server.ts";
import type { LinkCommand, Notices } from "../calls/ports.ts";
import type { Log } from "../log/log.ts";
import type { CaptureGate } from "./capture-gate.ts";

/** What the operating system shows of itself. */
export interface Screens {
  /** Null when the system does not let us look. On some systems asking opens a dialog: only after a gesture. */
  sources(): Promise<readonly ScreenSource[] | null>;
  readonly canShareSound: boolean;
}

/** The calls, as far as shares go into them. */
export interface ShareCalls {
  readonly calls: readonly Call[];
  send(call: CallId, command: LinkCommand): boolean;
  /** Of the call now; a share lives on one link. */
  linkOf(call: CallId): LinkId | null;
  onReport(listener: (call: Call, link: LinkId, report: MediaReport) => void): Dispose;
  onChange(listener: () => void): Dispose;
}

export interface SharePorts {
  readonly screens: Screens;
  readonly gate: CaptureGate;
  readonly calls: ShareCalls;
  readonly notices: Notices;
  readonly can: (capability: Capability) => boolean;
  readonly log: Log;
}
