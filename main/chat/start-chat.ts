import path from "node:path";
import type { Clock } from "../../common/clock.ts";
import type { OpenConversation } from "../../common/contract/chat.ts";
import type { UserId } from "../../common/ids.ts";
import type { Log } from "../log/log.ts";
import type { Directory } from "../people/directory.ts";
import type { Keychain } from "../settings/keychain.ts";
import type { SettingsStore } from "../settings/settings-store.ts";
import { ChatService } from "./chat-service.ts";
import { MessageNotices } from "./message-notices.ts";
import { openChatStore } from "./open-chat-store.ts";
import type { ChatNotifications } from "./ports.ts";
import { newMailKey } from "./sealing.ts";
import { Titles } from "./titles.ts";

export interface StartChatPorts {
  /** The user-data folder. */
  readonly folder: string;
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

export interface Chat {
  readonly service: ChatService;
  readonly titles: Titles;
}

/** Builds the parts of chat and ties them together; no logic of its own. */
export function startChat(ports: StartChatPorts): Chat {
  const { keychain, settings, directory, clock, log, newId } = ports;
  const nameOf = (user: UserId): string | undefined => directory.find(user)?.name;
  const titles = new Titles(nameOf);
  const service = new ChatService({
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
  });
  return { service, titles };
}
