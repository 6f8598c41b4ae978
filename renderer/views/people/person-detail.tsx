import type { VNode } from "preact";
import { withPerson } from "../../../common/chat/conversation-id.ts";
import type { Person } from "../../../common/wire/token-server.ts";
import { openMessages, openPerson, placeCall, placing } from "../../store/actions.ts";
import { active } from "../../store/calls.ts";
import { selected } from "../../store/navigation.ts";
import { can } from "../../store/snapshot.ts";
import { personOf } from "../../store/people.ts";
import { text } from "../../strings/en.ts";
import { Avatar } from "../../ui/avatar.tsx";
import { Button } from "../../ui/button.tsx";
import { IconButton } from "../../ui/icon-button.tsx";
import { PresenceDot } from "../../ui/presence-dot.tsx";
import { useFocusIfLost } from "../../ui/use-focus-if-lost.ts";
import { nameOf } from "../shell/remote-words.ts";
import { Welcome } from "./welcome.tsx";

export const callButtonId = "call-person";

/** The chosen person, or a hint to choose one. */
export function PersonDetail(): VNode {
  const person = selected.value === null ? undefined : personOf(selected.value);
  return person === undefined ? <Welcome /> : <Card person={person} />;
}

function Card({ person }: { readonly person: Person }): VNode {
  const { id, name, presence } = person;
  const heading = useFocusIfLost<HTMLHeadingElement>(id);
  const other = active.value;
  const hint =
    other === null ? text.presenceHint[presence]?.(name) : text.person.callBusy(nameOf(other.remote));
  return (
    <article class="person" aria-labelledby="person-name">
      <div class="detail__back">
        <IconButton icon="arrow-left" label={text.back} onPress={() => openPerson(null)} />
      </div>
      <span class="hero">
        <Avatar id={id} name={name} size="huge" />
      </span>
      <h2 id="person-name" class="person__name" tabIndex={-1} ref={heading}>
        {name}
      </h2>
      <p class="person__presence">
        <PresenceDot state={presence} />
        {text.presence[presence]}
        <span class="person__handle">{id}</span>
      </p>
      <div class="person__actions">
        <Button
          id={callButtonId}
          kind="primary"
          size="large"
          icon="phone"
          busy={placing.value}
          describedBy={hint === undefined ? undefined : "call-hint"}
          onPress={() => void placeCall({ kind: "person", id })}
        >
          {text.person.call}
        </Button>
        {can("chat") && (
          <Button size="large" icon="message" onPress={() => openMessages(withPerson(id))}>
            {text.chat.message}
          </Button>
        )}
      </div>
      {hint !== undefined && (
        <p id="call-hint" class="person__hint">
          {hint}
        </p>
      )}
    </article>
  );
}
