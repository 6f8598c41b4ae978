import { useEffect, useRef } from "preact/hooks";
import type { VNode } from "preact";
import type { PendingLink } from "../../../common/contract/desktop.ts";
import { answerLink } from "../../store/actions.ts";
import { pendingLink } from "../../store/snapshot.ts";
import { text } from "../../strings/en.ts";
import { Button } from "../../ui/button.tsx";
import { numberOf } from "./remote-words.ts";

const words = text.link;

/** A link from outside: nothing happens before the user says so. Cancel has the keyboard, and Escape cancels. */
export function LinkDialog(): VNode | null {
  const link = pendingLink.value;
  return link === null ? null : <Question key={JSON.stringify(link)} link={link} />;
}

function Question({ link }: { readonly link: PendingLink }): VNode {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  const { title, detail, action } = wordsOf(link);
  return (
    <dialog
      ref={dialog}
      class="dialog"
      aria-labelledby="link-title"
      aria-describedby="link-detail"
      onCancel={(event) => {
        event.preventDefault();
        answerLink(false);
      }}
    >
      <h2 id="link-title" class="dialog__title">
        {title}
      </h2>
      <p id="link-detail" class="dialog__detail">
        {detail}
      </p>
      <div class="dialog__actions">
        <Button onPress={() => answerLink(false)}>{action === null ? text.close : words.cancel}</Button>
        {action !== null && (
          <Button kind="positive" onPress={() => answerLink(true)}>
            {action}
          </Button>
        )}
      </div>
    </dialog>
  );
}

interface DialogWords {
  readonly title: string;
  readonly detail: string;
  /** Null when there is nothing to say yes to. */
  readonly action: string | null;
}

function wordsOf(link: PendingLink): DialogWords {
  switch (link.kind) {
    case "call-phone":
      return { title: words.callTitle(numberOf(link.number)), detail: words.callDetail, action: words.call };
    case "call-person":
      return { title: words.callTitle(link.name), detail: words.callDetail, action: words.call };
    case "join":
      return { title: words.joinTitle, detail: words.joinDetail, action: words.join };
    case "emergency":
      return { title: words.emergencyTitle, detail: words.emergencyDetail, action: null };
    case "unreadable":
      return { title: words.unreadableTitle, detail: words.unreadableDetail, action: null };
  }
}
