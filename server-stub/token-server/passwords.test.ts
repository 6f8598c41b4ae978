import { describe, expect, it } from "vitest";
import { defaultCost, hashPassword, isPasswordHash, verifyPassword } from "./passwords.ts";

const cheap = { N: 16, r: 1, p: 1 };

describe("passwords", () => {
  it("match their own hash and no other", async () => {
    const hash = await hashPassword("correct horse", cheap);
    expect(await verifyPassword("correct horse", hash)).toBe(true);
    expect(await verifyPassword("Correct horse", hash)).toBe(false);
    expect(await verifyPassword("", hash)).toBe(false);
  });

  it("hash differently each time, for the salt", async () => {
    expect(await hashPassword("same", cheap)).not.toBe(await hashPassword("same", cheap));
  });

  it("cost what OWASP asks for unless told otherwise", async () => {
    expect(defaultCost).toEqual({ N: 32_768, r: 8, p: 3 });
    expect(await hashPassword("x")).toMatch(/^scrypt\$32768\$8\$3\$/);
  });

  it("are checked with the parameters of the hash, so that old hashes outlive a raise", async () => {
    const old = await hashPassword("x", { N: 4, r: 2, p: 2 });
    expect(await verifyPassword("x", old)).toBe(true);
  });

  it("match though typed with other code points for the same letters", async () => {
    const hash = await hashPassword("caf\u00e9", cheap);
    expect(await verifyPassword("cafe\u0301", hash)).toBe(true);
  });

  it.each([
    ["an empty text", ""],
    ["plain text", "deskline"],
    ["a parameter that is no power of two", "scrypt$15$1$1$c2FsdHNhbHRzYWx0c2FsdA$" + "A".repeat(43)],
    ["more memory than anybody needs", "scrypt$16777216$128$1$c2FsdHNhbHRzYWx0c2FsdA$" + "A".repeat(43)],
    ["a key that is too short", "scrypt$16$1$1$c2FsdHNhbHRzYWx0c2FsdA$AAAA"],
  ])("match nothing when the hash is %s", async (_what, hash) => {
    expect(isPasswordHash(hash)).toBe(false);
    expect(await verifyPassword("deskline", hash)).toBe(false);
  });
});
