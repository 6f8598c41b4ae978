import { describe, expect, it } from "vitest";
import { closedByEscape, type KeyStroke, type Layers, rowAfter, shortcutOf } from "./shortcuts.ts";

const stroke = (key: string, change: Partial<KeyStroke> = {}): KeyStroke => ({
  key,
  ctrlKey: false,
  metaKey: false,
  shiftKey: false,
  altKey: false,
  repeat: false,
  isComposing: false,
  ...change,
});
const ctrl = { ctrlKey: true };
const ctrlShift = { ctrlKey: true, shiftKey: true };

describe("shortcuts", () => {
  it.each([
    ["find", stroke("k", ctrl)],
    ["find", stroke("k", { metaKey: true })],
    ["settings", stroke(",", ctrl)],
    ["accept", stroke("A", ctrlShift)],
    ["decline-or-hang-up", stroke("D", ctrlShift)],
    ["mute", stroke("M", { metaKey: true, shiftKey: true })],
    ["close", stroke("Escape")],
  ] as const)("%s has its key", (shortcut, pressed) => {
    expect(shortcutOf(pressed)).toBe(shortcut);
  });

  it.each([
    ["a letter alone", stroke("m")],
    ["Shift and a letter", stroke("M", { shiftKey: true })],
    ["Ctrl without Shift", stroke("m", ctrl)],
    ["AltGr, which is Ctrl and Alt", stroke("M", { ...ctrlShift, altKey: true })],
    ["Ctrl and Cmd at once", stroke("k", { ctrlKey: true, metaKey: true })],
    ["a key held down", stroke("M", { ...ctrlShift, repeat: true })],
    ["a key of an input method", stroke("Escape", { isComposing: true })],
  ])("%s means nothing", (_, pressed) => {
    expect(shortcutOf(pressed)).toBeNull();
  });
});

describe("Escape", () => {
  const nothing: Layers = {
    notice: false,
    query: false,
    picker: false,
    panel: false,
    settings: false,
    call: "none",
    detail: false,
  };
  const everything: Layers = {
    notice: true,
    query: true,
    picker: true,
    panel: true,
    settings: true,
    call: "live",
    detail: true,
  };

  it("closes one layer after the other, from the top", () => {
    expect(closedByEscape(everything)).toBe("picker");
    const behind = { ...everything, picker: false };
    expect(closedByEscape(behind)).toBe("notice");
    expect(closedByEscape({ ...behind, notice: false })).toBe("query");
    expect(closedByEscape({ ...behind, notice: false, query: false })).toBe("panel");
    expect(closedByEscape({ ...nothing, settings: true, detail: true })).toBe("settings");
    expect(closedByEscape({ ...nothing, call: "ended", detail: true })).toBe("dismiss-call");
    expect(closedByEscape({ ...nothing, detail: true })).toBe("detail");
    expect(closedByEscape(nothing)).toBeNull();
  });

  it("makes a live call smaller and never ends it", () => {
    expect(closedByEscape({ ...nothing, call: "live" })).toBe("minimize-call");
  });
});

describe("arrow keys in a list", () => {
  it.each([
    ["ArrowDown", 0, 1],
    ["ArrowDown", 29, 29],
    ["ArrowUp", 5, 4],
    ["ArrowUp", 0, 0],
    ["Home", 12, 0],
    ["End", 12, 29],
    ["PageDown", 25, 29],
    ["PageUp", 5, 0],
    ["x", 5, null],
  ] as const)("%s from row %d of 30 goes to %s", (key, from, to) => {
    expect(rowAfter(key, from, 30)).toBe(to);
  });

  it("go nowhere in an empty list", () => {
    expect(rowAfter("ArrowDown", 0, 0)).toBeNull();
  });
});
