import type { VNode } from "preact";
import type { ConversationId } from "../../../common/chat/conversation-id.ts";
import { Conversation } from "./conversation-view.tsx";

/** A conversation beside something else, such as the call it belongs to; without a head of its own. */
export function ChatPanel({ conversation }: { readonly conversation: ConversationId }): VNode {
  return (
    <div class="chat-panel">
      <Conversation conversation={conversation} />
    </div>
  );
}
