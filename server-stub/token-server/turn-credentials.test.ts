import { describe, expect, it } from "vitest";
import { turnCredentials } from "./turn-credentials.ts";

const server = { urls: ["turn:turn.example:3478"], secret: "north wind" };

describe("TURN credentials", () => {
  it("end after twelve hours, and are the HMAC-SHA1 of their user name", () => {
    expect(turnCredentials(server, { id: "a1", nowMs: 1_700_000_000_900 })).toEqual({
      urls: ["turn:turn.example:3478"],
      username: "1700043200:a1",
      // printf 1700043200:a1 | openssl dgst -sha1 -hmac 'north wind' -binary | base64
      credential: "wylnuEI0WispMgVNs2zxbxHXKEE=",
    });
  });
});
