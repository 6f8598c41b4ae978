import type { VNode } from "preact";
import { openPerson, placeCall } from "../../store/actions.ts";
import { foundPeople, query, queryNumber, setQuery } from "../../store/people.ts";
import { text } from "../../strings/en.ts";
import { Icon } from "../../ui/icon.tsx";
import { IconButton } from "../../ui/icon-button.tsx";
import { findFieldId } from "../shell/use-shortcuts.ts";
import { focusRow } from "../lists/row-focus.ts";
import { callButtonId } from "./person-detail.tsx";

const mac = /mac/i.test(navigator.userAgent);

/** Filters while typing; a phone number is called by Enter; otherwise Enter opens the best match and puts the keyboard on its Call button. */
export function FindField(): VNode {
  const onKeyDown = (event: KeyboardEvent): void => {
    const best = foundPeople.value.at(0);
    const number = queryNumber.value;
    if (event.key === "Enter" && number !== null && !event.isComposing) {
      event.preventDefault();
      void placeCall({ kind: "phone", number });
    }
    if (best === undefined || event.isComposing) return;
    if (event.key === "ArrowDown") {
      event.preventDefault();
      focusRow(0);
    } else if (event.key === "Enter" && query.value.trim() !== "") {
      event.preventDefault();
      openPerson(best.id);
      requestAnimationFrame(() => document.getElementById(callButtonId)?.focus());
    }
  };
  return (
    <div class="find" role="search">
      <Icon name="search" size={18} />
      <input
        id={findFieldId}
        class="find__input"
        type="text"
        inputMode="search"
        placeholder={text.people.find}
        aria-label={text.people.find}
        aria-keyshortcuts="Control+K Meta+K"
        autocomplete="off"
        spellcheck={false}
        value={query.value}
        onInput={(event) => setQuery(event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      {query.value === "" ? (
        <kbd class="find__key" aria-hidden="true">
          {text.people.findShortcut(mac)}
        </kbd>
      ) : (
        <IconButton icon="x" label={text.people.clear} onPress={clear} />
      )}
    </div>
  );
}

function clear(): void {
  setQuery("");
  document.getElementById(findFieldId)?.focus();
}
