/** What is on the screen. Nothing of this matters to main. */
import { computed, effect, type ReadonlySignal, signal } from "@preact/signals";
import type { CallId, UserId } from "../../common/ids.ts";
import type { Dispose } from "../../common/scope.ts";
import { active, stageCall } from "./calls.ts";

export type Section = "people" | "settings";

const currentSection = signal<Section>("people");
const selectedPerson = signal<UserId | null>(null);
const minimized = signal<CallId | null>(null);

export const section: ReadonlySignal<Section> = computed(() => currentSection.value);
export const selected: ReadonlySignal<UserId | null> = computed(() => selectedPerson.value);

/** The call view is open; otherwise a call shows as the dock. */
export const callExpanded: ReadonlySignal<boolean> = computed(
  () =>
    currentSection.value === "people" && stageCall.value !== null && stageCall.value.id !== minimized.value,
);

/** Which half a window of one column shows. */
export const pane: ReadonlySignal<"list" | "detail"> = computed(() =>
  currentSection.value === "settings" || callExpanded.value || selectedPerson.value !== null
    ? "detail"
    : "list",
);

export function showSection(next: Section): void {
  currentSection.value = next;
}

/** Shows one person, or none; a live call goes on in the dock. */
export function selectPerson(id: UserId | null): void {
  currentSection.value = "people";
  selectedPerson.value = id;
  minimizeCall();
}

export function minimizeCall(): void {
  if (active.value !== null) minimized.value = active.value.id;
}

export function expandCall(): void {
  minimized.value = null;
  currentSection.value = "people";
}

/** Every new call opens its view, wherever the user is. Starts over when disposed. */
export function followCalls(): Dispose {
  const activeId = computed(() => active.value?.id ?? null);
  const stop = effect(() => {
    if (activeId.value !== null) currentSection.value = "people";
  });
  return () => {
    stop();
    currentSection.value = "people";
    selectedPerson.value = null;
    minimized.value = null;
  };
}
