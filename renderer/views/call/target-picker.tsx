import { useState } from "preact/hooks";
import type { VNode } from "preact";
import { formatTyped, looksLikeNumber, readNumber } from "../../../common/phone/numbers.ts";
import type { Party, Target } from "../../../common/wire/calls.ts";
import { matches, people } from "../../store/people.ts";
import { can, region } from "../../store/snapshot.ts";
import { text } from "../../strings/en.ts";
import { Avatar } from "../../ui/avatar.tsx";
import { Icon } from "../../ui/icon.tsx";
import { numberOf } from "../shell/remote-words.ts";

/** As many as fit beside a call without scrolling far; typing finds the others. */
const shownPeople = 50;

interface Props {
  /** The word on each row. */
  readonly action: string;
  readonly except: readonly Party[];
  /** Resolves true when it was taken; then the field starts over. */
  readonly onPick: (to: Target) => Promise<boolean>;
}

/** Finds a person by name or reads a phone number, in one field. */
export function TargetPicker({ action, except, onPick }: Props): VNode {
  const [typed, setTyped] = useState("");
  const [busy, setBusy] = useState(false);
  const pick = (to: Target): void => {
    if (busy) return;
    setBusy(true);
    void onPick(to).then((taken) => {
      setBusy(false);
      if (taken) setTyped("");
    });
  };
  const found = people.value
    .filter((person) => matches(person, typed))
    .filter(({ id }) => !except.some((party) => party.kind === "person" && party.id === id))
    .slice(0, shownPeople);
  const read = can("call-phones") && looksLikeNumber(typed) ? readNumber(typed, region.value) : null;
  const number = read?.kind === "number" ? read.number : null;
  return (
    <div class="targets">
      <input
        class="field__input targets__find"
        type="text"
        autocomplete="off"
        spellcheck={false}
        placeholder={text.targets.find}
        aria-label={text.targets.find}
        value={typed}
        onInput={({ currentTarget: { value } }) =>
          setTyped(looksLikeNumber(value) ? formatTyped(value, region.value) : value)
        }
        onKeyDown={(event) => {
          if (event.key !== "Enter" || event.isComposing) return;
          const first = found.at(0);
          if (number !== null) pick({ kind: "phone", number });
          else if (typed.trim() !== "" && first !== undefined) pick({ kind: "person", id: first.id });
        }}
      />
      <ul class="targets__list" aria-label={text.targets.list} aria-busy={busy}>
        {number !== null && (
          <TargetRow
            name={numberOf(number)}
            id={number}
            icon
            action={action}
            onPick={() => pick({ kind: "phone", number })}
          />
        )}
        {found.map(({ id, name }) => (
          <TargetRow
            key={id}
            name={name}
            id={id}
            action={action}
            onPick={() => pick({ kind: "person", id })}
          />
        ))}
      </ul>
      {number === null && found.length === 0 && (
        <p class="targets__none" role="status">
          {read?.kind === "emergency" ? text.keypad.emergency : text.targets.nobody}
        </p>
      )}
    </div>
  );
}

interface RowProps {
  readonly id: string;
  readonly name: string;
  readonly icon?: boolean;
  readonly action: string;
  readonly onPick: () => void;
}

function TargetRow({ id, name, icon = false, action, onPick }: RowProps): VNode {
  return (
    <li>
      <button type="button" class="targets__row" onClick={onPick}>
        {icon ? <Icon name="phone" /> : <Avatar id={id} name={name} size="small" />}
        <span class="targets__name">{name}</span> <span class="targets__action">{action}</span>
      </button>
    </li>
  );
}
