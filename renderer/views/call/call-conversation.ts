import { type ConversationId, inRoom, withPerson } from "../../../common/chat/conversation-id.ts";
import type { Remote } from "../../../common/call/call.ts";

/** Where one chats with the other end; null for a telephone. */
export function conversationWith(remote: Remote): ConversationId | null {
  switch (remote.kind) {
    case "person":
      return withPerson(remote.userId);
    case "room":
      return inRoom(remote.roomId);
    case "phone":
      return null;
  }
}
