import { describe, expect, it } from "vitest";
import { GlobalShortcut } from "./global-shortcut.ts";
import { normalizeAccelerator } from "./accelerator.ts";

describe("accelerators", () => {
  it.each([
    ["CommandOrControl+Shift+A", "control+shift+a"],
    ["shift+Ctrl+a", "control+shift+a"],
    ["Alt+F4", "alt+f4"],
    ["MediaPlayPause", "mediaplaypause"],
    ["Super+Plus", "meta+plus"],
  ])("reads %s as %s", (text, normal) => {
    expect(normalizeAccelerator(text)).toBe(normal);
  });

  it.each(["", "Ctrl", "Ctrl+Shift", "Ctrl+A+B", "Ctrl+Hello", "Ctrl+"])("refuses '%s'", (text) => {
    expect(() => normalizeAccelerator(text)).toThrow(TypeError);
  });

  it("belong to who registered them first, however they are spelled", () => {
    const shortcuts = new GlobalShortcut();
    expect(shortcuts.register("Ctrl+Shift+M", () => undefined)).toBe(true);
    expect(shortcuts.register("Shift+CommandOrControl+m", () => undefined)).toBe(false);
    expect(shortcuts.isRegistered("shift+ctrl+M")).toBe(true);
    shortcuts.unregisterAll();
    expect(shortcuts.isRegistered("Ctrl+Shift+M")).toBe(false);
  });
});
