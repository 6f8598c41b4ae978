import { describe, expect, it } from "vitest";
import { findCookie, padded } from "./setup.ts";

const field = (text: string | Buffer): Buffer => {
  const data = Buffer.from(text);
  const length = Buffer.alloc(2);
  length.writeUInt16BE(data.length);
  return Buffer.concat([length, data]);
};
const entry = (number: string, name: string, data: string): Buffer =>
  Buffer.concat([Buffer.from([1, 0]), field("host"), field(number), field(name), field(data)]);

describe("an Xauthority file", () => {
  const file = Buffer.concat([
    entry("0", "XDM-AUTHORIZATION-1", "other kind"),
    entry("0", "MIT-MAGIC-COOKIE-1", "cookie of 0"),
    entry("7", "MIT-MAGIC-COOKIE-1", "cookie of 7"),
  ]);

  it("has a cookie for a display, or none", () => {
    expect(findCookie(file, 7)?.toString()).toBe("cookie of 7");
    expect(findCookie(file, 0)?.toString()).toBe("cookie of 0");
    expect(findCookie(file, 3)).toBeNull();
    expect(findCookie(Buffer.alloc(0), 0)).toBeNull();
  });
});

describe("padded", () => {
  it("fills up to four bytes", () => {
    expect([0, 1, 4, 5].map((length) => padded(Buffer.alloc(length)).length)).toEqual([0, 4, 4, 8]);
  });
});
