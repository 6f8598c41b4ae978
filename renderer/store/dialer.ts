/** The number that is being typed on the keypad. */
import { computed, type ReadonlySignal, signal } from "@preact/signals";
import { formatTyped, readNumber, type TypedNumber } from "../../common/phone/numbers.ts";
import { region } from "./snapshot.ts";

/** E.164 has 15 digits; the rest is room for the punctuation of people. */
const maxLength = 40;

const typed = signal("");

export const dialText: ReadonlySignal<string> = computed(() => typed.value);
export const dialled: ReadonlySignal<TypedNumber> = computed(() => readNumber(typed.value, region.value));

/** Formats as it goes. */
export function setDialText(next: string): void {
  typed.value = formatTyped(next.slice(0, maxLength), region.peek());
}

/** A key of the keypad: at the end, as on a phone. */
export function pressDialKey(key: string): void {
  setDialText(typed.peek() + key);
}

export function eraseDialKey(): void {
  // What formatting put there goes with the digit before it.
  setDialText(typed.peek().replace(/[^\d+*#]*[\d+*#]?[^\d+*#]*$/, ""));
}
