import type { VNode } from "preact";
import { placeCall } from "../../store/actions.ts";
import { queryNumber } from "../../store/people.ts";
import { text } from "../../strings/en.ts";
import { Icon } from "../../ui/icon.tsx";
import { numberOf } from "../shell/remote-words.ts";

/** The search field holds a phone number: one click, or Enter, calls it. */
export function NumberRow(): VNode | null {
  const number = queryNumber.value;
  if (number === null) return null;
  return (
    <button type="button" class="number-row" onClick={() => void placeCall({ kind: "phone", number })}>
      <Icon name="phone" />
      {text.find.callNumber(numberOf(number))}
    </button>
  );
}
