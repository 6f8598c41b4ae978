import { useLayoutEffect, useRef } from "preact/hooks";
import type { ComponentChildren, VNode } from "preact";
import type { ConversationId } from "../../../common/chat/conversation-id.ts";
import type { OpenConversation } from "../../../common/contract/chat.ts";
import type { UserId } from "../../../common/ids.ts";
import { loadingOlder, loadOlder, markRead, retryMessages } from "../../store/chat.ts";
import { personOf } from "../../store/people.ts";
import { account } from "../../store/snapshot.ts";
import { text } from "../../strings/en.ts";
import { dayName, timeOfDay } from "../../strings/format.ts";
import { Avatar } from "../../ui/avatar.tsx";
import { Icon } from "../../ui/icon.tsx";
import { type Block, blocksOf, type MessageState, stateOf } from "./group-lines.ts";
import { MessageText } from "./message-text.tsx";

interface Props {
  readonly open: OpenConversation;
  readonly title: string;
  readonly room: boolean;
  readonly begin: ComponentChildren;
  readonly onLink: (link: { readonly url: string; readonly host: string }) => void;
}

/** Nearer to an end than this counts as there. */
const nearPx = 48;
const loadFromPx = 300;

/** Stays at the newest message while the user is there, and where the user reads when older ones are put before. */
export function MessageList({ open, title, room, begin, onLink }: Props): VNode {
  const log = useRef<HTMLDivElement>(null);
  const place = useRef({ first: 0, height: 0, atEnd: true });
  const first = open.lines.at(0)?.position ?? 0;
  useLayoutEffect(() => {
    const element = log.current;
    if (element === null) return;
    const before = place.current;
    if (before.atEnd) element.scrollTop = element.scrollHeight;
    else if (first < before.first) element.scrollTop += element.scrollHeight - before.height;
    place.current = { ...before, first, height: element.scrollHeight };
    seen(open.id, before.atEnd);
  }, [open.lines, open.id, first]);
  const onScroll = (): void => {
    const element = log.current;
    if (element === null) return;
    const atEnd = element.scrollHeight - element.scrollTop - element.clientHeight < nearPx;
    place.current = { ...place.current, atEnd, height: element.scrollHeight };
    seen(open.id, atEnd);
    if (element.scrollTop < loadFromPx) void loadOlder();
  };
  useLayoutEffect(() => {
    const onFocus = (): void => seen(open.id, place.current.atEnd);
    window.addEventListener("focus", onFocus);
    return () => window.removeEventListener("focus", onFocus);
  }, [open.id]);
  return (
    <div
      ref={log}
      class="messages"
      role="log"
      aria-label={text.chat.log(title)}
      tabIndex={0}
      onScroll={onScroll}
    >
      {open.older ? (
        <p class="messages__older">{loadingOlder.value ? text.chat.older : ""}</p>
      ) : (
        <div class="messages__begin">{begin}</div>
      )}
      {blocksOf(open.lines).map((block) => (
        <BlockView key={block.key} block={block} open={open} room={room} onLink={onLink} />
      ))}
    </div>
  );
}

function seen(id: ConversationId, atEnd: boolean): void {
  if (atEnd && document.hasFocus()) markRead(id);
}

interface BlockProps extends Pick<Props, "open" | "room" | "onLink"> {
  readonly block: Block;
}

function BlockView({ block, open, room, onLink }: BlockProps): VNode {
  switch (block.kind) {
    case "day":
      return (
        <h3 class="messages__day">
          <span>{dayName(block.at, text.chat)}</span>
        </h3>
      );
    case "note": {
      const name = nameOfUser(block.line.of);
      return (
        <p class="messages__note">
          <Icon name="info" size={16} />
          {block.line.change === "new-key" ? text.chat.newKey(name) : text.chat.newClient(name)}
        </p>
      );
    }
    case "group":
      return <Group group={block} open={open} room={room} onLink={onLink} />;
  }
}

interface GroupProps extends Pick<Props, "open" | "room" | "onLink"> {
  readonly group: Extract<Block, { kind: "group" }>;
}

function Group({ group, open, room, onLink }: GroupProps): VNode {
  const me = account.value?.phase === "signed-in" ? account.value.me.id : null;
  const mine = group.from === me;
  const name = mine ? text.chat.you : nameOfUser(group.from);
  const last = group.lines.at(-1);
  const own = last?.own ?? null;
  return (
    <section class={mine ? "bubbles bubbles--mine" : "bubbles"} aria-label={name}>
      {!mine && <Avatar id={group.from} name={name} size="small" />}
      <div class="bubbles__lines">
        <header class="bubbles__head">
          <span class={mine || !room ? "visually-hidden" : "bubbles__name"}>{name}</span>
          <time class="bubbles__time">{timeOfDay(group.lines[0]?.at ?? 0)}</time>
        </header>
        {group.lines.map((line) => (
          <div key={line.position} class="bubble">
            <MessageText text={line.text} onLink={onLink} />
          </div>
        ))}
        {own !== null && <State id={open.id} state={stateOf(own, open.progress)} room={room} />}
      </div>
    </section>
  );
}

function State(props: {
  readonly id: ConversationId;
  readonly state: MessageState;
  readonly room: boolean;
}): VNode {
  const { id, state, room } = props;
  if (state.state === "failed") {
    return (
      <p class="bubbles__state bubbles__state--failed">
        <Icon name="warning" size={16} />
        <span>{text.chat.problem[state.problem]}</span>
        <button type="button" class="bubbles__retry" onClick={() => retryMessages(id)}>
          {text.chat.retry}
        </button>
      </p>
    );
  }
  return (
    <p class="bubbles__state">
      {(state.state === "read" || state.state === "delivered") && <Icon name="check" size={16} />}
      {wordsOf(state, room)}
    </p>
  );
}

function wordsOf(state: Exclude<MessageState, { state: "failed" }>, room: boolean): string {
  const words = text.chat.state;
  if (!room || !("people" in state)) return words[state.state];
  const says = state.state === "read" ? words.readBy : words.deliveredTo;
  return says(state.people);
}

const nameOfUser = (id: UserId): string => {
  const me = account.value?.phase === "signed-in" ? account.value.me : null;
  return me?.id === id ? text.chat.you : (personOf(id)?.name ?? id);
};
