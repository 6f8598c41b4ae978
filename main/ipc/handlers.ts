import type { Handlers } from "../../common/contract/contract.ts";
import type { AudioSettings, VideoSettings } from "../../common/contract/media.ts";
import type { MediaDevices, Settings } from "../../common/contract/state.ts";
import type { LinkId } from "../../common/ids.ts";
import { ok } from "../../common/result.ts";
import type { Account } from "../backend/backend.ts";
import type { CallService } from "../calls/call-service.ts";
import type { Chat } from "../chat/start-chat.ts";
import type { Log } from "../log/log.ts";
import type { Directory } from "../people/directory.ts";
import type { Recents } from "../recents/recents.ts";
import type { ShareService } from "../screen/share-service.ts";
import { type DesktopHandlerPorts, desktopHandlers } from "./desktop-handlers.ts";
import { chatHandlers } from "./chat-handlers.ts";
import { recentsHandlers } from "./recents-handlers.ts";
import { screenHandlers } from "./screen-handlers.ts";
import type { RoomService } from "../rooms/room-service.ts";
import type { SettingsStore } from "../settings/settings-store.ts";
import { callHandlers } from "./call-handlers.ts";
import { roomHandlers } from "./room-handlers.ts";
import type { SnapshotPublisher } from "./snapshot-publisher.ts";
import type { UpdateService } from "../updates/update-service.ts";
import { updateHandlers } from "./update-handlers.ts";

export interface HandlerPorts extends DesktopHandlerPorts {
  readonly account: Account;
  /** Ends back-offs, both of the account and of the event stream. */
  readonly retry: () => void;
  readonly calls: CallService;
  readonly chat: Chat;
  readonly openExternal: (url: string) => Promise<void>;
  readonly directory: Directory;
  readonly recents: Recents;
  readonly shares: ShareService;
  readonly rooms: RoomService;
  readonly canVideo: () => boolean;
  readonly settings: SettingsStore;
  readonly snapshots: SnapshotPublisher;
  readonly updates: Pick<UpdateService, "check" | "agree">;
  readonly devicesChanged: (devices: MediaDevices) => void;
  readonly log: Log;
}

/** What each request of the contract does. */
export function createHandlers(ports: HandlerPorts): Handlers {
  const { account, calls, chat, settings, log } = ports;
  const linksOf = (link: LinkId): Chat["links"] | CallService["links"] =>
    chat.links.owns(link) ? chat.links : calls.links;
  const done = (): Promise<{ ok: true; value: null }> => Promise.resolve(ok(null));
  return {
    "state.get": () => Promise.resolve(ok(ports.snapshots.current())),
    "account.sign-in": (input) => account.signIn(input),
    "account.sign-out": async () => {
      await calls.hangUpAll();
      await account.signOut();
      return ok(null);
    },
    "account.retry": () => {
      ports.retry();
      return done();
    },
    ...callHandlers(ports),
    ...roomHandlers(ports.rooms),
    ...recentsHandlers(ports.recents),
    ...screenHandlers(ports.shares),
    ...desktopHandlers(ports),
    ...updateHandlers(ports.updates),
    ...chatHandlers({ chat: chat.service, openExternal: ports.openExternal }),
    "settings.change": (change) => {
      settings.change(definedOf(change));
      return done();
    },
    "media.ready": () => {
      // After this answer, so that the page has its settings before the first command.
      setImmediate(() => {
        calls.pageReady();
        chat.links.pageReady();
      });
      return Promise.resolve(ok({ audio: audioOf(settings.settings), video: videoOf(settings.settings) }));
    },
    "media.devices": (devices) => {
      ports.devicesChanged(devices);
      return done();
    },
    "media.offer": ({ link, sdpOffer, metadata }) => linksOf(link).offer(link, sdpOffer, metadata),
    "media.answer": ({ link, revision, sdpAnswer }) => linksOf(link).answer(link, revision, sdpAnswer),
    "media.report": ({ link, report }) => {
      linksOf(link).report(link, report);
      return done();
    },
    "log.write": ({ level, message, data }) => {
      log[level](`page: ${message}`, data);
      return done();
    },
  };
}

export function audioOf(settings: Settings): AudioSettings {
  const { microphoneId, speakerId, ringDeviceId, echoCancellation, noiseSuppression, autoGainControl } =
    settings;
  return { microphoneId, speakerId, ringDeviceId, echoCancellation, noiseSuppression, autoGainControl };
}

export const videoOf = ({ cameraId }: Settings): VideoSettings => ({ cameraId });

/** A setting that is present as `undefined` is one that was left out. */
function definedOf(change: { [K in keyof Settings]?: Settings[K] | undefined }): Partial<Settings> {
  return Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
}
