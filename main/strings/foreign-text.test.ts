import { describe, expect, it } from "vitest";
import { menuLabel, notificationBody, shown } from "./foreign-text.ts";

describe("what others wrote", () => {
  it.each([
    ["line breaks", "Bob\r\nIncoming call from the bank", "Bob Incoming call from the bank"],
    ["control characters", "B\u0000o\u001bb\u0085", "B o b"],
    ["a turned direction", "evil\u202efdp.exe", "evil fdp.exe"],
    ["isolates that do not end", "\u2067Bob\u2066", "Bob"],
    ["paragraph separators", "Bob\u2029\u2028", "Bob"],
  ])("is shown on one line without %s", (_what, text, line) => {
    expect(shown(text, 100)).toBe(line);
  });

  it("keeps the letters of every script, and what joins them", () => {
    for (const name of ["José Ñandú", "שלום", "می‌خواهم", "👩‍🚀 Ada", "Tom & Jerry <3"])
      expect(shown(name, 100)).toBe(name);
  });

  it("is cut between characters, never within one", () => {
    expect(shown("👍👍👍👍", 3)).toBe("👍👍…");
    expect(shown("👍👍👍", 3)).toBe("👍👍👍");
  });

  it("is nothing when nothing of it can be shown", () => {
    expect(shown("\u202e\u0007 ", 10)).toBeNull();
  });

  it("is no markup in a notification of a Linux desktop, and as it is elsewhere", () => {
    const text = `<a href="https://evil.example">a & b</a>`;
    expect(notificationBody(text, "linux")).toBe(`&lt;a href="https://evil.example"&gt;a &amp; b&lt;/a&gt;`);
    expect([notificationBody(text, "darwin"), notificationBody(text, "win32")]).toEqual([text, text]);
  });

  it("marks no key in a menu", () => {
    expect(menuLabel("Accept Tom & Jerry")).toBe("Accept Tom && Jerry");
  });
});
