/** What is on the screen. Nothing of this matters to main. */
import { computed, effect, type ReadonlySignal, signal } from "@preact/signals";
import type { ConversationId } from "../../common/chat/conversation-id.ts";
import type { CallId, RoomId, UserId } from "../../common/ids.ts";
import type { Dispose } from "../../common/scope.ts";
import { active, stageCall } from "./calls.ts";

export type Section = "people" | "recents" | "keypad" | "sessions" | "chat" | "settings";
/** What is open beside or over the call. */
export type CallPanel = "keypad" | "people" | "transfer" | "chat";

const currentSection = signal<Section>("people");
const selectedPerson = signal<UserId | null>(null);
const selectedCall = signal<CallId | null>(null);
const chosenRoom = signal<RoomId | null>(null);
const chosenConversation = signal<ConversationId | null>(null);
const minimized = signal<CallId | null>(null);
const openPanel = signal<CallPanel | null>(null);

export const section: ReadonlySignal<Section> = computed(() => currentSection.value);
export const selected: ReadonlySignal<UserId | null> = computed(() => selectedPerson.value);

/** The call of the recents that is looked at. */
export const selectedRecent: ReadonlySignal<CallId | null> = computed(() => selectedCall.value);
/** The session that is looked at. */
export const selectedRoom: ReadonlySignal<RoomId | null> = computed(() => chosenRoom.value);
/** The conversation that is looked at under Chat. */
export const selectedConversation: ReadonlySignal<ConversationId | null> = computed(
  () => chosenConversation.value,
);
export const callPanel: ReadonlySignal<CallPanel | null> = computed(() =>
  active.value === null ? null : openPanel.value,
);

/** The call view is open; otherwise a call shows as the dock. */
export const callExpanded: ReadonlySignal<boolean> = computed(
  () =>
    currentSection.value !== "settings" && stageCall.value !== null && stageCall.value.id !== minimized.value,
);

/** Which half a window of one column shows. */
export const pane: ReadonlySignal<"list" | "detail"> = computed(() =>
  callExpanded.value || hasDetail[currentSection.value]() ? "detail" : "list",
);

const hasDetail: Record<Section, () => boolean> = {
  settings: () => true,
  people: () => selectedPerson.value !== null,
  recents: () => selectedCall.value !== null,
  keypad: () => false,
  sessions: () => chosenRoom.value !== null,
  chat: () => chosenConversation.value !== null,
};

/** A live call goes on in the dock. */
export function showSection(next: Section): void {
  if (next !== currentSection.value) minimizeCall();
  currentSection.value = next;
}

/** Shows one person, or none; a live call goes on in the dock. */
export function selectPerson(id: UserId | null): void {
  currentSection.value = "people";
  selectedPerson.value = id;
  minimizeCall();
}

/** Shows one call of the recents, or none. */
export function selectRecent(id: CallId | null): void {
  currentSection.value = "recents";
  selectedCall.value = id;
  minimizeCall();
}

/** Shows one session, or none. */
export function selectRoom(id: RoomId | null): void {
  currentSection.value = "sessions";
  chosenRoom.value = id;
  minimizeCall();
}

/** Shows one conversation, or none. */
export function selectConversation(id: ConversationId | null): void {
  currentSection.value = "chat";
  chosenConversation.value = id;
  minimizeCall();
}

/** Opens a panel of the call, or closes it when it is open. */
export function toggleCallPanel(panel: CallPanel): void {
  openPanel.value = openPanel.value === panel && callExpanded.value ? null : panel;
  expandCall();
}

export function closeCallPanel(): void {
  openPanel.value = null;
}

export function minimizeCall(): void {
  if (active.value !== null) minimized.value = active.value.id;
}

export function expandCall(): void {
  minimized.value = null;
  if (currentSection.value === "settings") currentSection.value = "people";
}

/** Every new call opens its view, wherever the user is. Starts over when disposed. */
export function followCalls(): Dispose {
  const activeId = computed(() => active.value?.id ?? null);
  const stop = effect(() => {
    const call = activeId.value;
    openPanel.value = null;
    if (call !== null && currentSection.peek() === "settings") currentSection.value = "people";
  });
  return () => {
    stop();
    currentSection.value = "people";
    selectedPerson.value = null;
    selectedCall.value = null;
    chosenRoom.value = null;
    chosenConversation.value = null;
    minimized.value = null;
    openPanel.value = null;
  };
}
