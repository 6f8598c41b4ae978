import { SignJWT } from "jose";
import { describe, expect, it } from "vitest";
import { FakeClock } from "../../test/support/fake-clock.ts";
import { createDeviceTokens } from "./device-token.ts";

const secret = new Uint8Array(32).fill(7);
const participantId = "320e2af6-13ec-498d-8b51-daba52c37853";

function setUp() {
  const clock = new FakeClock();
  return { clock, tokens: createDeviceTokens({ accountId: "9900000", secret, lifetimeMs: 60_000, clock }) };
}

const forge = (claims: Record<string, unknown>, key = secret) =>
  new SignJWT(claims).setProtectedHeader({ alg: "HS256" }).sign(key);

const partOf = (token: string, part: number): unknown =>
  JSON.parse(Buffer.from(token.split(".")[part] ?? "", "base64url").toString());

describe("device token", () => {
  it("has at most 186 chars with a UUID and a 7-digit account (R20)", async () => {
    const token = await setUp().tokens.issue(participantId);
    expect(token.length).toBeLessThanOrEqual(186);
  });

  it("says HS256 and nothing else in its header, and a, p, v, exp in its payload", async () => {
    const { clock, tokens } = setUp();
    const token = await tokens.issue(participantId);
    expect(partOf(token, 0)).toEqual({ alg: "HS256" });
    expect(partOf(token, 1)).toEqual({
      a: "9900000",
      p: participantId,
      v: "v3",
      exp: clock.now() / 1000 + 60,
    });
  });

  it("is accepted until it expires, and not after", async () => {
    const { clock, tokens } = setUp();
    const token = await tokens.issue(participantId);
    clock.advance(59_000);
    expect(await tokens.verify(token)).toMatchObject({ ok: true, value: { participantId } });
    clock.advance(1_000);
    expect(await tokens.verify(token)).toEqual({ ok: false, error: "invalid" });
  });

  it.each([
    ["another key", { a: "9900000", p: participantId, v: "v3", exp: 9e9 }, new Uint8Array(32).fill(8)],
    ["another account", { a: "9900001", p: participantId, v: "v3", exp: 9e9 }, secret],
    ["another device API version", { a: "9900000", p: participantId, v: "v2", exp: 9e9 }, secret],
    ["no expiry", { a: "9900000", p: participantId, v: "v3" }, secret],
    ["no participant", { a: "9900000", v: "v3", exp: 9e9 }, secret],
  ])("is refused with %s", async (_title, claims, key) => {
    expect((await setUp().tokens.verify(await forge(claims, key))).ok).toBe(false);
  });

  it("is refused without a signature", async () => {
    const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
    const claims = { a: "9900000", p: participantId, v: "v3", exp: 9e9 };
    expect((await setUp().tokens.verify(`${part({ alg: "none" })}.${part(claims)}.`)).ok).toBe(false);
  });

  it.each(["", "x", "a.b.c", ".".repeat(600)])("is refused when it is %j", async (token) => {
    expect((await setUp().tokens.verify(token)).ok).toBe(false);
  });
});
