import type { ConversationId } from "../../common/chat/conversation-id.ts";
import type { Dispose } from "../../common/scope.ts";
import type { ChatNotifications } from "../chat/ports.ts";
import { words } from "../strings/en.ts";
import { maxNameLength, shown } from "../strings/foreign-text.ts";
import type { Notify } from "./notify.ts";

const maxWordsLength = 200;

export interface MessageNotificationPorts {
  readonly notify: Notify;
  readonly open: (conversation: ConversationId) => void;
}

/** New messages as notifications, one a conversation. A click shows the conversation. */
export function createMessageNotifications({ notify, open }: MessageNotificationPorts): ChatNotifications {
  const withdrawals = new Map<ConversationId, Dispose>();
  const withdraw = (conversation: ConversationId): void => {
    withdrawals.get(conversation)?.();
    withdrawals.delete(conversation);
  };
  return {
    message: ({ conversation, title, words: written, count }) => {
      withdraw(conversation);
      const withdrawal = notify({
        title: shown(title, maxNameLength) ?? words.app,
        body: shown(written ?? "", maxWordsLength) ?? words.notification.messages(count),
        insistent: false,
        buttons: [],
        onClick: () => open(conversation),
        onButton: () => undefined,
      });
      if (withdrawal !== null) withdrawals.set(conversation, withdrawal);
    },
    withdraw,
  };
}
