import type { VNode } from "preact";
import { conversationParts } from "../../../common/chat/conversation-id.ts";
import type { ConversationSummary } from "../../../common/contract/chat.ts";
import { conversations, historyProblem } from "../../store/chat.ts";
import { callExpanded, selectConversation, selectedConversation } from "../../store/navigation.ts";
import { personOf } from "../../store/people.ts";
import { account } from "../../store/snapshot.ts";
import { text } from "../../strings/en.ts";
import { dayAndTime } from "../../strings/format.ts";
import { Avatar } from "../../ui/avatar.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { Icon } from "../../ui/icon.tsx";
import { ConnectionLine } from "../people/connection-line.tsx";
import { RowButton, RowList, type RowPlace } from "../lists/row-list.tsx";
import { titleOf } from "./conversation-view.tsx";

/** Every conversation with something in it, the newest on top. */
export function ChatPane(): VNode {
  const chosen = selectedConversation.value;
  const all = conversations.value.filter(({ id, last }) => last !== null || id === chosen);
  const problem = historyProblem.value;
  return (
    <section class="list-pane" aria-labelledby="chat-list-title">
      <header class="list-pane__head">
        <h1 id="chat-list-title" class="list-pane__title">
          {text.chat.title}
        </h1>
      </header>
      <ConnectionLine />
      {problem !== null && (
        <p class="chat-list__problem">
          <Icon name="info" size={16} />
          <span>{text.chat.historyProblem[problem]}</span>
        </p>
      )}
      {all.length > 0 ? (
        <List all={all} />
      ) : (
        <EmptyState icon="message" title={text.chat.emptyTitle} detail={text.chat.emptyDetail} />
      )}
    </section>
  );
}

function List({ all }: { readonly all: readonly ConversationSummary[] }): VNode {
  return (
    <RowList
      label={text.chat.list}
      items={all}
      keyOf={({ id }) => id}
      isChosen={({ id }) => id === selectedConversation.value}
      row={(one, place) => <Row one={one} place={place} />}
    />
  );
}

interface RowProps {
  readonly one: ConversationSummary;
  readonly place: RowPlace;
}

function Row({ one, place }: RowProps): VNode {
  const parts = conversationParts(one.id);
  const title = titleOf(one.id);
  const person = parts.kind === "person" ? personOf(parts.user) : undefined;
  const current = selectedConversation.value === one.id && !callExpanded.value;
  return (
    <RowButton
      place={place}
      current={current}
      kind={one.unread > 0 ? "chat-row person-row--unread" : "chat-row"}
      onPress={() => selectConversation(one.id)}
    >
      <Avatar
        id={parts.kind === "person" ? parts.user : parts.room}
        name={title}
        size="medium"
        {...(person === undefined ? {} : { presence: person.presence })}
      />
      <span class="person-row__text chat-row__text">
        <span class="chat-row__top">
          <span class="person-row__name">{title}</span>
          {one.last !== null && <time class="chat-row__time">{dayAndTime(one.last.at)}</time>}
        </span>
        <span class="chat-row__bottom">
          <span class="chat-row__words">{wordsOf(one)}</span>
          {one.unread > 0 && (
            <>
              <span class="chat-row__badge" aria-hidden="true">
                {one.unread > 99 ? "99+" : one.unread}
              </span>
              <span class="visually-hidden">, {text.chat.unread(one.unread)}</span>
            </>
          )}
        </span>
      </span>
    </RowButton>
  );
}

function wordsOf({ last, id }: ConversationSummary): string {
  if (last === null) return text.chat.noMessages;
  const me = account.value?.phase === "signed-in" ? account.value.me.id : null;
  if (last.from === me) return text.chat.lastByMe(last.text);
  if (conversationParts(id).kind === "person") return last.text;
  return `${personOf(last.from)?.name ?? last.from}: ${last.text}`;
}
