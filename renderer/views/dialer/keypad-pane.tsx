import { useEffect, useRef } from "preact/hooks";
import type { VNode } from "preact";
import type { TypedNumber } from "../../../common/phone/numbers.ts";
import { placeCall, placing } from "../../store/actions.ts";
import { dialled, dialText, eraseDialKey, pressDialKey, setDialText } from "../../store/dialer.ts";
import { region, snapshot } from "../../store/snapshot.ts";
import { text } from "../../strings/en.ts";
import { Button } from "../../ui/button.tsx";
import { IconButton } from "../../ui/icon-button.tsx";
import { KeypadGrid } from "../../ui/keypad-grid.tsx";
import { ConnectionLine } from "../people/connection-line.tsx";
import { numberOf } from "../shell/remote-words.ts";

const words = text.keypad;
const noteId = "dial-note";
/** Before that many digits nobody needs to be told that the number is not complete. */
const digitsBeforeHint = 4;

/** A number is typed, read as one of the user's own country, and called. */
export function KeypadPane(): VNode {
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);
  const read = dialled.value;
  const note = noteOf(read, dialText.value);
  const dial = async (): Promise<void> => {
    if (read.kind !== "number") return;
    const asked = dialText.value;
    const placed = await placeCall({ kind: "phone", number: read.number });
    // What is typed next is another number; one that was refused may need a digit changed.
    if (placed && dialText.peek() === asked) setDialText("");
  };
  return (
    <section class="list-pane keypad-pane" aria-labelledby="keypad-title">
      <header class="list-pane__head">
        <h1 id="keypad-title" class="list-pane__title">
          {words.title}
        </h1>
      </header>
      <ConnectionLine />
      <form
        class="dial"
        onSubmit={(event) => {
          event.preventDefault();
          void dial();
        }}
      >
        <div class="dial__box">
          <input
            ref={field}
            id="dial-number"
            class="dial__input"
            type="text"
            inputMode="tel"
            autocomplete="off"
            spellcheck={false}
            placeholder={words.placeholder}
            aria-label={words.number}
            aria-describedby={noteId}
            aria-invalid={note.wrong ? "true" : undefined}
            value={dialText.value}
            onInput={(event) => setDialText(event.currentTarget.value)}
          />
          {dialText.value !== "" && <IconButton icon="erase" label={words.erase} onPress={eraseDialKey} />}
        </div>
        <p id={noteId} class={note.wrong ? "dial__note dial__note--wrong" : "dial__note"} role="status">
          {note.words}
        </p>
        <KeypadGrid label={words.keys} onKey={pressDialKey} plus />
        <Button
          kind="positive"
          size="large"
          icon="phone"
          submit
          wide
          disabled={read.kind !== "number"}
          busy={placing.value}
          describedBy={noteId}
        >
          {words.call}
        </Button>
      </form>
    </section>
  );
}

interface Note {
  readonly words: string;
  readonly wrong: boolean;
}

function noteOf(read: TypedNumber, typed: string): Note {
  switch (read.kind) {
    case "emergency":
      return { words: words.emergency, wrong: true };
    case "invalid":
      return { words: words.invalid, wrong: true };
    case "number":
      return { words: read.country === null ? "" : countryName(read.country), wrong: false };
    case "incomplete":
      return {
        words: typed.replace(/\D/g, "").length < digitsBeforeHint ? ownNumber() : words.incomplete,
        wrong: false,
      };
  }
}

function ownNumber(): string {
  const number = snapshot.value?.numbers[0];
  return number === undefined ? "" : words.yours(numberOf(number));
}

function countryName(country: string): string {
  return new Intl.DisplayNames(undefined, { type: "region" }).of(country) ?? region.value;
}
