import path from "node:path";
import type { Clock } from "../../common/clock.ts";
import type { OpenConversation } from "../../common/contract/chat.ts";
import type { MediaReport } from "../../common/contract/media.ts";
import type { CallError } from "../../common/errors.ts";
import type { LinkId, UserId } from "../../common/ids.ts";
import type { Result } from "../../common/result.ts";
import type { OfferSdpResult, PublishMetadata } from "../../common/wire/device-signaling.ts";
import type { ServerEvent } from "../../common/wire/token-server.ts";
import type { BackendService } from "../backend/backend-service.ts";
import type { CallMediaPorts } from "../calls/call-media.ts";
import type { CallService } from "../calls/call-service.ts";
import type { Log } from "../log/log.ts";
import type { Directory } from "../people/directory.ts";
import type { Keychain } from "../settings/keychain.ts";
import type { SettingsStore } from "../settings/settings-store.ts";
import { ChatService } from "./chat-service.ts";
import { MailService } from "./mail-service.ts";
import { MessageNotices } from "./message-notices.ts";
import { openChatStore } from "./open-chat-store.ts";
import { PairLinks } from "./pair-links.ts";
import type { ChatNotifications } from "./ports.ts";
import { RoomChannels } from "./room-channels.ts";
import { newMailKey } from "./sealing.ts";
import { Titles } from "./titles.ts";

export interface StartChatPorts extends Pick<CallMediaPorts, "openDeviceLink" | "media"> {
  /** The user-data folder. */
  readonly folder: string;
  readonly backend: Pick<
    BackendService,
    "chat" | "takeMediaAccess" | "registration" | "onRegistration" | "onEvent"
  >;
  readonly calls: Pick<CallService, "calls" | "links" | "onChange" | "newLink">;
  readonly keychain: Keychain;
  readonly settings: SettingsStore;
  readonly directory: Directory;
  readonly clock: Clock;
  readonly log: Log;
  readonly newId: () => string;
  readonly notifications: ChatNotifications;
  readonly windowFocused: () => boolean;
  readonly screenLocked: () => boolean;
  readonly sendOpen: (open: OpenConversation) => void;
}

/** The page's side of the links that are chat's own. */
export interface ChatMediaLinks {
  owns(link: LinkId): boolean;
  offer(link: LinkId, sdp: string, metadata: PublishMetadata): Promise<Result<OfferSdpResult, CallError>>;
  answer(link: LinkId, revision: number, sdp: string): Promise<Result<null, CallError>>;
  report(link: LinkId, report: MediaReport): void;
  /** The page was loaded anew. */
  pageReady(): void;
}

export interface Chat {
  readonly service: ChatService;
  readonly links: ChatMediaLinks;
}

/** Builds the parts of chat and ties them together; no logic of its own. */
export function startChat(ports: StartChatPorts): Chat {
  const { backend, calls, keychain, settings, directory, clock, log, newId } = ports;
  const nameOf = (user: UserId): string | undefined => directory.find(user)?.name;
  const titles = new Titles(nameOf);
  let mail: MailService | null = null;
  const service: ChatService = new ChatService({
    clock,
    log,
    newId,
    titles,
    clientId: () => settings.clientId,
    openStore: (account) =>
      openChatStore(account, { folder: path.join(ports.folder, "chat"), keychain, log, newMailKey }),
    notices: new MessageNotices({
      notifications: ports.notifications,
      settings: () => settings.settings,
      windowFocused: ports.windowFocused,
      screenLocked: ports.screenLocked,
      nameOf,
    }),
    sendOpen: ports.sendOpen,
    begun: (runner) => mail?.begun(runner),
    wanted: (conversation) => pairs.wanted(conversation),
  });
  const pairs: PairLinks = new PairLinks({
    session: () => service.session,
    requests: backend.chat,
    media: {
      backend,
      openDeviceLink: ports.openDeviceLink,
      media: ports.media,
      clock,
      log,
      nextLink: () => calls.newLink(),
    },
    clock,
    log,
    isReachable: (user) =>
      backend.registration === "registered" && (directory.find(user)?.presence ?? "offline") !== "offline",
  });
  const rooms = new RoomChannels({
    calls: {
      get calls() {
        return calls.calls;
      },
      send: (call, command) => calls.links.send(call, command),
      participants: (call) => calls.links.participants(call),
      linkOf: (call) => calls.links.linkOf(call),
    },
    session: () => service.session,
    clock,
    log,
    onJoined: () => titles.keep(),
  });
  service.onSession((session) => {
    mail?.end();
    rooms.end();
    pairs.end();
    mail = session === null ? null : new MailService({ session, requests: backend.chat, clock, log });
    if (backend.registration === "registered") mail?.connected();
    rooms.callsChanged();
  });
  backend.onRegistration((registration) => {
    if (registration !== "registered") mail?.disconnected();
  });
  backend.onEvent((event) => {
    titles.serviceEvent(event);
    pairs.serviceEvent(event);
    if (mail !== null) toMail(mail, event);
  });
  calls.onChange(() => rooms.callsChanged());
  calls.links.onReport((call, link, report) => {
    rooms.callsChanged();
    rooms.report(call.id, link, report);
  });
  return { service, links: linksOf(pairs) };
}

function toMail(mail: MailService, event: ServerEvent): void {
  if (event.type === "snapshot") mail.connected();
  else if (event.type === "chat.mail") mail.arrived();
  else if (event.type === "chat.clients") mail.clientsChanged(event.of);
}

function linksOf(pairs: PairLinks): ChatMediaLinks {
  const gone = { ok: false, error: { code: "call-gone" } } as const;
  return {
    owns: (link) => pairs.of(link) !== undefined,
    offer: (link, sdp, metadata) => pairs.of(link)?.offer(link, sdp, metadata) ?? Promise.resolve(gone),
    answer: (link, revision, sdp) => pairs.of(link)?.answer(link, revision, sdp) ?? Promise.resolve(gone),
    report: (link, report) => pairs.report(link, report),
    pageReady: () => pairs.pageReady(),
  };
}
