import { describe, expect, it } from "vitest";
import { parseUui } from "./uui.ts";

const jwt = "eyJhbGciOiJIUzI1NiJ9.eyJwIjoiMSJ9.c2ln";
const callId = "93d6f3c0be5845960b744fa28015d8ede84bd1a4";

describe("parseUui", () => {
  it.each([
    ["with a call id", `${callId};encoding=base64,${jwt};encoding=jwt`, jwt, callId],
    ["without one", `${jwt};encoding=jwt`, jwt, undefined],
    [
      "in another order, with spaces and another case",
      ` ${jwt} ; Encoding=JWT , ${callId};encoding=base64`,
      jwt,
      callId,
    ],
    ["with a hex item beside the token", `a0ff;encoding=hex,${jwt};encoding=jwt`, jwt, undefined],
    ["without a token", `${callId};encoding=base64`, undefined, callId],
  ])("R61 reads a value %s", (_what, text, token, callIdHex) => {
    expect(parseUui(text)).toEqual({ ok: true, value: { text, token, callIdHex } });
  });

  it.each([
    "",
    jwt,
    `${jwt};encoding=`,
    `${jwt};encoding=rot13`,
    `not-a-jwt;encoding=jwt`,
    `${jwt};encoding=jwt,`,
    `${jwt};encoding=jwt,${jwt};encoding=jwt`,
    `zz;encoding=hex`,
    `<x>;encoding=base64`,
    `${jwt};encoding=jwt;encoding=jwt`,
  ])("refuses %j", (text) => {
    expect(parseUui(text).ok).toBe(false);
  });
});
