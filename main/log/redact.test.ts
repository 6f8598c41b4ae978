import { describe, expect, it } from "vitest";
import { redact } from "./redact.ts";

const token = "eyJhbGciOiJIUzI1NiJ9.eyJhIjoiOTkwMCIsInYiOiIzIn0.c2lnbmF0dXJl-_x";

describe("redact", () => {
  it.each([
    ["a token in a sentence", `connect with ${token} failed`, "connect with [token] failed"],
    ["an unsigned token", "eyJhbGciOiJub25lIn0.eyJhIjoxfQ.", "[token]"],
    [
      "a token in an address",
      `wss://host/v3?at=1&token=${token}&x=1`,
      "wss://host/v3?at=1&token=[redacted]&x=1",
    ],
    ["an opaque token in an address", "/x?deviceToken=abc123&y=2", "/x?deviceToken=[redacted]&y=2"],
    ["an authorization header", "Authorization: Bearer abc.def-123==", "Authorization: Bearer [token]"],
    ["a password in JSON", '{"password":"deskline","a":1}', '{"password":"[redacted]","a":1}'],
    ["a refresh token in JSON", '{"refreshToken": "r-1"}', '{"refreshToken": "[redacted]"}'],
    ["a TURN credential", "credential='s3cret'", "credential='[redacted]'"],
  ])("takes out %s", (_title, text, clean) => {
    expect(redact(text)).toBe(clean);
  });

  it("leaves ordinary text alone", () => {
    const text = "call phase from trying to ringing, tokens are not logged";
    expect(redact(text)).toBe(text);
  });
});
