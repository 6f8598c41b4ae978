import { useEffect } from "preact/hooks";
import {
  acceptFirst,
  declineOrHangUp,
  dismissCall,
  openPerson,
  openRecent,
  openRoom,
  openSettings,
  toggleMuted,
} from "../../store/actions.ts";
import { active, stageCall } from "../../store/calls.ts";
import {
  callExpanded,
  callPanel,
  closeCallPanel,
  minimizeCall,
  type Section,
  section,
  selected,
  selectedRecent,
  selectedRoom,
  showSection,
} from "../../store/navigation.ts";
import { dismissNotice, notice } from "../../store/notices.ts";
import { query, setQuery } from "../../store/people.ts";
import { closePicker, picking } from "../../store/share.ts";
import { closedByEscape, type Closing, type Shortcut, shortcutOf } from "./shortcuts.ts";

export const findFieldId = "find-people";

/** Listens for the window's keys as long as the shell is there. */
export function useShortcuts(): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const shortcut = event.defaultPrevented ? null : shortcutOf(event);
      if (shortcut === null) return;
      if (shortcut !== "close" || close()) event.preventDefault();
      if (shortcut !== "close") perform[shortcut]();
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, []);
}

const perform: Record<Exclude<Shortcut, "close">, () => void> = {
  find,
  settings: openSettings,
  accept: acceptFirst,
  "decline-or-hang-up": declineOrHangUp,
  mute: toggleMuted,
};

function find(): void {
  const field = (): HTMLElement | null => document.getElementById(findFieldId);
  if (section.value !== "people") showSection("people");
  if (field()?.checkVisibility() === true) select(field());
  else {
    openPerson(null);
    // The list has to be rendered first.
    requestAnimationFrame(() => select(field()));
  }
}

function select(field: HTMLElement | null): void {
  field?.focus();
  if (field instanceof HTMLInputElement) field.select();
}

function close(): boolean {
  const closing = closedByEscape({
    picker: picking.value !== null,
    notice: notice.value !== null,
    query: query.value !== "" && document.activeElement?.id === findFieldId,
    settings: section.value === "settings",
    call: callExpanded.value ? (active.value === null ? "ended" : "live") : "none",
    panel: callExpanded.value && callPanel.value !== null,
    detail: (openedDetail[section.value]?.() ?? null) !== null,
  });
  if (closing !== null) closings[closing]();
  return closing !== null;
}

/** What a section shows beside its list; null is nothing. */
const openedDetail: Partial<Record<Section, () => unknown>> = {
  people: () => selected.value,
  recents: () => selectedRecent.value,
  sessions: () => selectedRoom.value,
};

const closings: Record<Closing, () => void> = {
  notice: dismissNotice,
  query: () => setQuery(""),
  settings: () => showSection("people"),
  "minimize-call": minimizeCall,
  "dismiss-call": () => {
    if (stageCall.value !== null) dismissCall(stageCall.value.id);
  },
  picker: closePicker,
  panel: closeCallPanel,
  detail: () => {
    if (section.value === "recents") openRecent(null);
    else if (section.value === "sessions") openRoom(null);
    else openPerson(null);
  },
};
