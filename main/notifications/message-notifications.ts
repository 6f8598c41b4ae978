import { Notification } from "electron/main";
import type { ConversationId } from "../../common/chat/conversation-id.ts";
import type { ChatNotifications } from "../chat/ports.ts";

/** New messages as notifications of the operating system, one a conversation. A click shows the conversation. */
export function createMessageNotifications(
  onClick: (conversation: ConversationId) => void,
): ChatNotifications {
  const shown = new Map<ConversationId, Notification>();
  const withdraw = (conversation: ConversationId): void => {
    shown.get(conversation)?.close();
    shown.delete(conversation);
  };
  return {
    message: ({ conversation, title, words, count }) => {
      if (!Notification.isSupported()) return;
      withdraw(conversation);
      const several = count === 1 ? "New message" : `${String(count)} new messages`;
      const notification = new Notification({ title, body: words ?? several });
      notification.on("click", () => onClick(conversation));
      shown.set(conversation, notification);
      notification.show();
    },
    withdraw,
  };
}
