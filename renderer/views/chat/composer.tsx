import { useEffect, useRef, useState } from "preact/hooks";
import type { VNode } from "preact";
import type { ConversationId } from "../../../common/chat/conversation-id.ts";
import { maxTextLength } from "../../../common/chat/message.ts";
import { draftOf, keepDraft, sendMessage } from "../../store/chat.ts";
import { text } from "../../strings/en.ts";
import { IconButton } from "../../ui/icon-button.tsx";

interface Props {
  readonly conversation: ConversationId;
  readonly title: string;
}

const tellLeftBelow = 500;

/** Enter sends, Shift+Enter begins a new line; what was typed is there again when the user comes back. */
export function Composer({ conversation, title }: Props): VNode {
  const field = useRef<HTMLTextAreaElement>(null);
  const [words, setWords] = useState(draftOf(conversation));
  useEffect(() => field.current?.focus(), []);
  const change = (next: string): void => {
    setWords(next);
    keepDraft(conversation, next);
  };
  const submit = async (): Promise<void> => {
    if (words.trim() === "") return;
    const sent = words;
    change("");
    field.current?.focus();
    if (!(await sendMessage(conversation, sent)) && draftOf(conversation) === "") change(sent);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    // While an input method composes, Enter is its own.
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    void submit();
  };
  const left = maxTextLength - words.length;
  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <textarea
        ref={field}
        class="composer__field"
        rows={1}
        maxLength={maxTextLength}
        value={words}
        aria-label={text.chat.composer(title)}
        aria-describedby="composer-keys"
        placeholder={text.chat.placeholder(title)}
        onInput={(event) => change(event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      <IconButton
        icon="send"
        kind="composer__send"
        label={text.chat.send}
        disabled={words.trim() === ""}
        onPress={() => void submit()}
      />
      <span id="composer-keys" class="visually-hidden">
        {text.chat.keys}
      </span>
      {left < tellLeftBelow && <span class="composer__left">{text.chat.left(left)}</span>}
    </form>
  );
}
