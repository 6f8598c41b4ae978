import type { VNode } from "preact";
import { type ConversationId, conversationParts } from "../../../common/chat/conversation-id.ts";
import { placeCall, placing } from "../../store/actions.ts";
import { conversationOf } from "../../store/chat.ts";
import { selectConversation, selectedConversation } from "../../store/navigation.ts";
import { personOf } from "../../store/people.ts";
import { can } from "../../store/snapshot.ts";
import { text } from "../../strings/en.ts";
import { Avatar } from "../../ui/avatar.tsx";
import { Button } from "../../ui/button.tsx";
import { Icon } from "../../ui/icon.tsx";
import { IconButton } from "../../ui/icon-button.tsx";
import { PresenceDot } from "../../ui/presence-dot.tsx";
import { useFocusIfLost } from "../../ui/use-focus-if-lost.ts";
import { Conversation, titleOf, wayWords } from "./conversation-view.tsx";

/** The chosen conversation, or a hint to choose one. */
export function ChatDetail(): VNode {
  const chosen = selectedConversation.value;
  return chosen === null ? <Hint /> : <Chosen key={chosen} conversation={chosen} />;
}

function Chosen({ conversation }: { readonly conversation: ConversationId }): VNode {
  const parts = conversationParts(conversation);
  const heading = useFocusIfLost<HTMLHeadingElement>(conversation);
  const title = titleOf(conversation);
  const person = parts.kind === "person" ? personOf(parts.user) : undefined;
  const way = wayWords(conversationOf(conversation), title);
  return (
    <article class="chat" aria-labelledby="chat-title">
      <header class="chat__head">
        <div class="detail__back">
          <IconButton icon="arrow-left" label={text.back} onPress={() => selectConversation(null)} />
        </div>
        <Avatar id={parts.kind === "person" ? parts.user : parts.room} name={title} size="medium" />
        <div class="chat__who">
          <h2 id="chat-title" class="chat__title" tabIndex={-1} ref={heading}>
            {title}
          </h2>
          {person !== undefined && (
            <p class="chat__presence">
              <PresenceDot state={person.presence} />
              {text.presence[person.presence]}
              {way !== null && <span class="chat__way"> · {way}</span>}
            </p>
          )}
        </div>
        {person !== undefined && can("call-people") && (
          <Button
            icon="phone"
            busy={placing.value}
            onPress={() => void placeCall({ kind: "person", id: person.id })}
          >
            {text.person.call}
          </Button>
        )}
      </header>
      <Conversation conversation={conversation} />
    </article>
  );
}

function Hint(): VNode {
  return (
    <section class="welcome">
      <span class="welcome__sign hero">
        <Icon name="message" size={32} />
      </span>
      <h2 class="welcome__title">{text.chat.chooseTitle}</h2>
      <p class="welcome__detail">{text.chat.chooseDetail}</p>
    </section>
  );
}
