import { randomUUID } from "node:crypto";
import { powerMonitor } from "electron/main";
import type { OpenConversation } from "../../common/contract/chat.ts";
import type { ConversationId } from "../../common/chat/conversation-id.ts";
import type { CallService } from "../calls/call-service.ts";
import type { MediaPort } from "../calls/ports.ts";
import { type Chat, startChat } from "../chat/start-chat.ts";
import { createMessageNotifications } from "../notifications/message-notifications.ts";
import { electronNotify } from "../notifications/electron-notify.ts";
import type { MainWindow } from "../windows/main-window.ts";
import type { System } from "./open-system.ts";
import type { Service } from "./start-service.ts";

export interface MessageSurroundings {
  readonly system: System;
  readonly service: Service;
  readonly window: MainWindow;
  readonly media: MediaPort;
  readonly calls: CallService;
  readonly show: (conversation: ConversationId) => void;
  readonly sendOpen: (open: OpenConversation) => void;
}

/** Chat, for whoever is signed in. */
export function startMessages(around: MessageSurroundings): Chat {
  const { system, service, window } = around;
  let screenLocked = false;
  powerMonitor.on("lock-screen", () => (screenLocked = true));
  powerMonitor.on("unlock-screen", () => (screenLocked = false));
  const chat = startChat({
    ...system,
    folder: system.userData,
    backend: service.backend,
    directory: service.directory,
    calls: around.calls,
    media: around.media,
    newId: randomUUID,
    notifications: createMessageNotifications({
      notify: electronNotify,
      open: (conversation) => {
        window.show();
        around.show(conversation);
      },
    }),
    windowFocused: () => window.browserWindow?.isFocused() ?? false,
    screenLocked: () => screenLocked,
    sendOpen: around.sendOpen,
  });
  service.account.onSession((session) => {
    const { username } = system.settings.settings;
    void chat.service.use(session === null ? null : { server: session.server, username, me: session.user });
  });
  return chat;
}
