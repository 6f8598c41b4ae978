/** The directory: everybody but us, in a fixed order, and the filter of the search field. */
import { computed, type ReadonlySignal, signal } from "@preact/signals";
import type { PhoneNumber, UserId } from "../../common/ids.ts";
import { looksLikeNumber, readNumber } from "../../common/phone/numbers.ts";
import type { Person, Presence } from "../../common/wire/token-server.ts";
import type { z } from "zod";
import { account, can, region, registration, snapshot } from "./snapshot.ts";

const typed = signal("");

/** What the search field holds. */
export const query: ReadonlySignal<string> = computed(() => typed.value);
export function setQuery(next: string): void {
  typed.value = next;
}

const byName = new Intl.Collator(undefined, { sensitivity: "base", numeric: true });

/** By name, whatever their presence: a row never moves because somebody went into a call. */
export const people: ReadonlySignal<readonly Person[]> = computed(() => {
  const me = account.value?.phase === "signed-in" ? account.value.me.id : null;
  return (snapshot.value?.people ?? [])
    .filter((person) => person.id !== me)
    .sort((a, b) => byName.compare(a.name, b.name));
});

export const foundPeople: ReadonlySignal<readonly Person[]> = computed(() =>
  people.value.filter((person) => matches(person, typed.value)),
);

/** The number that the search field holds, if it holds a whole one and phones can be called. */
export const queryNumber: ReadonlySignal<PhoneNumber | null> = computed(() => {
  if (!can("call-phones") || !looksLikeNumber(typed.value)) return null;
  const read = readNumber(typed.value, region.value);
  return read.kind === "number" ? read.number : null;
});

/** The directory has not come yet: an empty list means nothing. */
export const peopleLoading: ReadonlySignal<boolean> = computed(
  () => people.value.length === 0 && registration.value !== "registered",
);

export function personOf(id: UserId): Person | undefined {
  return people.value.find((person) => person.id === id);
}

/** Our own presence, as far as this client can tell. */
export const ownPresence: ReadonlySignal<z.infer<typeof Presence>> = computed(() => {
  if (registration.value !== "registered") return "offline";
  const talking = snapshot.value?.calls.some((call) => call.phase === "connected") ?? false;
  return talking ? "in-call" : "online";
});

/** Every typed word begins a word of the name or of the username; case and accents do not matter. */
export function matches(person: Pick<Person, "id" | "name">, typedText: string): boolean {
  const words = [...wordsOf(person.name), ...wordsOf(person.id)];
  return wordsOf(typedText).every((wanted) => words.some((word) => word.startsWith(wanted)));
}

function wordsOf(value: string): string[] {
  const bare = value.normalize("NFD").replace(/\p{M}/gu, "").toLocaleLowerCase();
  return bare.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== "");
}
