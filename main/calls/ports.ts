/** What the calls need of the rest of main, named by them. */
import type { Clock } from "../../common/clock.ts";
import type { MediaCommand } from "../../common/contract/media.ts";
import type { Notice } from "../../common/contract/notice.ts";
import type { CallId, LinkId, PhoneNumber, UserId } from "../../common/ids.ts";
import type { Capability } from "../../common/wire/token-server.ts";
import type { Backend } from "../backend/backend.ts";
import type { Log } from "../log/log.ts";
import type { OpenDeviceLink } from "../signaling/device-link.ts";

/** The media half of the page. A command to a page that is not there is lost; `mediaReady` makes up for it. */
export interface MediaPort {
  send(command: MediaCommand): void;
}

/** A media command without its link, which is found by the call. */
export type LinkCommand = MediaCommand extends infer C
  ? C extends { link: LinkId }
    ? Omit<C, "link">
    : never
  : never;

/** Incoming calls as the operating system shows them. */
export interface CallNotifications {
  incoming(call: { readonly id: CallId; readonly name: string | null }): void;
  withdraw(id: CallId): void;
}

/** What the user should know although they have not asked for it in this moment. */
export interface Notices {
  raise(notice: Notice): void;
}

export interface CallPorts {
  readonly backend: Backend;
  readonly openDeviceLink: OpenDeviceLink;
  readonly media: MediaPort;
  readonly notifications: CallNotifications;
  readonly notices: Notices;
  readonly clock: Clock;
  readonly log: Log;
  readonly newCallId: () => CallId;
  /** Who is signed in: tells which end of a service call we are. */
  readonly me: () => UserId | null;
  /** Our own phone numbers. */
  readonly numbers: () => readonly PhoneNumber[];
  /** What the server can do for us. */
  readonly can: (capability: Capability) => boolean;
  /** False when the user wants quiet, or no ringtone. */
  readonly ringtoneWanted: () => boolean;
}
