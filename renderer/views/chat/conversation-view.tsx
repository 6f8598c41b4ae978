import { useEffect, useState } from "preact/hooks";
import type { VNode } from "preact";
import { type ConversationId, conversationParts } from "../../../common/chat/conversation-id.ts";
import type { ConversationSummary } from "../../../common/contract/chat.ts";
import {
  conversationOf,
  leaveConversation,
  openConversation,
  openLink,
  showConversation,
} from "../../store/chat.ts";
import { personOf } from "../../store/people.ts";
import { text } from "../../strings/en.ts";
import { Button } from "../../ui/button.tsx";
import { Composer } from "./composer.tsx";
import { MessageList } from "./message-list.tsx";

interface Props {
  readonly conversation: ConversationId;
}

interface Link {
  readonly url: string;
  readonly host: string;
}

/** The words of one conversation and the place to write more. Shows it to main for as long as it is there. */
export function Conversation({ conversation }: Props): VNode {
  useEffect(() => {
    void showConversation(conversation);
    return leaveConversation;
  }, [conversation]);
  const [link, setLink] = useState<Link | null>(null);
  const open = openConversation.value?.id === conversation ? openConversation.value : null;
  const summary = conversationOf(conversation);
  const title = titleOf(conversation);
  const room = conversationParts(conversation).kind === "room";
  return (
    <div class="conversation">
      {open === null ? (
        <div class="messages" aria-busy="true" />
      ) : (
        <MessageList
          key={conversation}
          open={open}
          title={title}
          room={room}
          begin={<Beginning room={room} title={title} />}
          onLink={setLink}
        />
      )}
      {link !== null && <LinkQuestion link={link} onDone={() => setLink(null)} />}
      {room && summary?.way !== "direct" ? (
        <p class="conversation__closed">{text.chat.notInRoom}</p>
      ) : (
        <Composer key={conversation} conversation={conversation} title={title} />
      )}
    </div>
  );
}

/** What it is called now; a person by the directory. */
export function titleOf(conversation: ConversationId): string {
  const parts = conversationParts(conversation);
  const person = parts.kind === "person" ? personOf(parts.user) : undefined;
  return person?.name ?? conversationOf(conversation)?.title ?? "";
}

/** How what is written gets there; null where there is nothing to know. */
export function wayWords(summary: ConversationSummary | undefined, title: string): string | null {
  if (summary === undefined || conversationParts(summary.id).kind === "room") return null;
  if (summary.way === "direct") return null;
  return summary.way === "stored" ? text.chat.way.stored(title) : text.chat.way.waiting;
}

function Beginning({ room, title }: { readonly room: boolean; readonly title: string }): VNode {
  return (
    <>
      <p>{room ? text.chat.beginRoom : text.chat.beginPerson(title)}</p>
      {!room && <p class="messages__private">{text.chat.beginDetail}</p>}
    </>
  );
}

function LinkQuestion({ link, onDone }: { readonly link: Link; readonly onDone: () => void }): VNode {
  return (
    <div
      class="notice notice--info conversation__question"
      role="alertdialog"
      aria-label={text.chat.linkQuestion(link.host)}
      onKeyDown={(event) => {
        if (event.key === "Escape") onDone();
      }}
    >
      <p class="notice__text">
        {text.chat.linkQuestion(link.host)}
        <span class="conversation__url">{link.url}</span>
      </p>
      <div class="notice__actions">
        <Button
          id="link-open"
          kind="primary"
          onPress={() => {
            void openLink(link.url);
            onDone();
          }}
        >
          {text.chat.linkOpen}
        </Button>
        <Button onPress={onDone}>{text.chat.cancel}</Button>
      </div>
    </div>
  );
}
