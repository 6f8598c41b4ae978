import type { VNode } from "preact";
import type { Person } from "../../../common/wire/token-server.ts";
import { openPerson, placeCall } from "../../store/actions.ts";
import { callExpanded, selected } from "../../store/navigation.ts";
import { text } from "../../strings/en.ts";
import { Avatar } from "../../ui/avatar.tsx";
import { IconButton } from "../../ui/icon-button.tsx";
import { findFieldId } from "../shell/use-shortcuts.ts";
import { rowAfter } from "../shell/shortcuts.ts";
import { focusedRow, focusRow } from "./row-focus.ts";

/** One stop for Tab: arrows, Home and End move inside; Up from the first row goes back to the search field. */
export function PeopleList({ people }: { readonly people: readonly Person[] }): VNode {
  const chosen = people.findIndex(({ id }) => id === selected.value);
  const onKeyDown = (event: KeyboardEvent): void => {
    const from = focusedRow();
    if (from === null) return;
    const to = rowAfter(event.key, from, people.length);
    if (to === null) return;
    event.preventDefault();
    if (event.key === "ArrowUp" && from === 0) document.getElementById(findFieldId)?.focus();
    else focusRow(to);
  };
  return (
    <ul class="people" aria-label={text.people.list} onKeyDown={onKeyDown}>
      {people.map((person, index) => (
        <Row key={person.id} person={person} index={index} tabStop={index === Math.max(0, chosen)} />
      ))}
    </ul>
  );
}

interface RowProps {
  readonly person: Person;
  readonly index: number;
  readonly tabStop: boolean;
}

function Row({ person, index, tabStop }: RowProps): VNode {
  const { id, name, presence } = person;
  const current = selected.value === id && !callExpanded.value;
  return (
    <li class="people__item">
      <button
        type="button"
        class="person-row"
        data-row={index}
        tabIndex={tabStop ? 0 : -1}
        aria-current={current ? "true" : undefined}
        onClick={() => openPerson(id)}
      >
        <Avatar id={id} name={name} size="medium" presence={presence} />
        <span class="person-row__text">
          <span class="person-row__name">{name}</span>
          <span class="person-row__presence">{text.presence[presence]}</span>
        </span>
      </button>
      <IconButton
        icon="phone"
        kind="person-row__call"
        label={text.people.quickCall(name)}
        pointerOnly
        onPress={() => void placeCall({ kind: "person", id })}
      />
    </li>
  );
}
