import type { VNode } from "preact";
import type { Person } from "../../../common/wire/token-server.ts";
import { openPerson, placeCall } from "../../store/actions.ts";
import { callExpanded, selected } from "../../store/navigation.ts";
import { text } from "../../strings/en.ts";
import { Avatar } from "../../ui/avatar.tsx";
import { IconButton } from "../../ui/icon-button.tsx";
import { findFieldId } from "../shell/use-shortcuts.ts";
import { RowButton, RowList, type RowPlace } from "../lists/row-list.tsx";

export function PeopleList({ people }: { readonly people: readonly Person[] }): VNode {
  return (
    <RowList
      label={text.people.list}
      items={people}
      keyOf={({ id }) => id}
      isChosen={({ id }) => id === selected.value}
      row={(person, place) => <Row person={person} place={place} />}
      fieldAboveId={findFieldId}
    />
  );
}

interface RowProps {
  readonly person: Person;
  readonly place: RowPlace;
}

function Row({ person, place }: RowProps): VNode {
  const { id, name, presence } = person;
  const current = selected.value === id && !callExpanded.value;
  return (
    <>
      <RowButton place={place} current={current} onPress={() => openPerson(id)}>
        <Avatar id={id} name={name} size="medium" presence={presence} />
        <span class="person-row__text">
          <span class="person-row__name">{name}</span>
          <span class="person-row__presence">{text.presence[presence]}</span>
        </span>
      </RowButton>
      <IconButton
        icon="phone"
        kind="person-row__call"
        label={text.people.quickCall(name)}
        pointerOnly
        onPress={() => void placeCall({ kind: "person", id })}
      />
    </>
  );
}
