/** The keys that work everywhere in the window, as pure functions. */

/** What a key press is judged by. */
export type KeyStroke = Pick<
  KeyboardEvent,
  "key" | "ctrlKey" | "metaKey" | "shiftKey" | "altKey" | "repeat" | "isComposing"
>;

export type Shortcut = "find" | "settings" | "accept" | "decline-or-hang-up" | "mute" | "close";

/** Ctrl or Cmd, whichever the keyboard has. A key that is held down counts once; keys of an input method never. */
export function shortcutOf(stroke: KeyStroke): Shortcut | null {
  if (stroke.repeat || stroke.isComposing || stroke.altKey) return null;
  if (stroke.key === "Escape") return "close";
  if (stroke.ctrlKey === stroke.metaKey) return null;
  return (stroke.shiftKey ? withShift : withoutShift)[stroke.key.toLowerCase()] ?? null;
}

const withoutShift: Readonly<Record<string, Shortcut>> = { k: "find", ",": "settings" };
const withShift: Readonly<Record<string, Shortcut>> = {
  a: "accept",
  d: "decline-or-hang-up",
  m: "mute",
};

/** What lies on top of what, as far as Escape can close it. */
export interface Layers {
  /** The share picker, which lies over everything. */
  readonly picker: boolean;
  readonly notice: boolean;
  /** The search field has the focus and holds something. */
  readonly query: boolean;
  readonly panel: boolean;
  readonly settings: boolean;
  readonly call: "none" | "live" | "ended";
  /** A person, or a call of the recents. */
  readonly detail: boolean;
}
export type Closing =
  "picker" | "notice" | "query" | "panel" | "settings" | "minimize-call" | "dismiss-call" | "detail";

/** What one press of Escape closes: the topmost thing, and never a live call itself. */
export function closedByEscape(layers: Layers): Closing | null {
  if (layers.picker) return "picker";
  if (layers.notice) return "notice";
  if (layers.query) return "query";
  if (layers.panel) return "panel";
  if (layers.settings) return "settings";
  if (layers.call !== "none") return layers.call === "live" ? "minimize-call" : "dismiss-call";
  return layers.detail ? "detail" : null;
}

/** The row that an arrow key goes to; null when the key is none, or there is no row. */
export function rowAfter(key: string, from: number, count: number): number | null {
  if (count === 0) return null;
  const last = count - 1;
  const targets: Readonly<Record<string, number>> = {
    ArrowDown: Math.min(last, from + 1),
    ArrowUp: Math.max(0, from - 1),
    Home: 0,
    End: last,
    PageDown: Math.min(last, from + 10),
    PageUp: Math.max(0, from - 10),
  };
  return targets[key] ?? null;
}
