import { describe, expect, it } from "vitest";
import { FakeClock } from "../../../test/support/fake-clock.ts";
import { authorization, digestResponse, parseChallenge } from "./digest.ts";
import { DigestClient } from "./digest-client.ts";
import { DigestServer } from "./digest-server.ts";
import type { SipHeader, SipRequest } from "./message.ts";

/** RFC 7616 section 3.9.1. */
const mufasa = {
  username: "Mufasa",
  password: "Circle of Life",
  realm: "http-auth@example.org",
  nonce: "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v",
  method: "GET",
  uri: "/dir/index.html",
  qop: "auth",
  nc: "00000001",
  cnonce: "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ",
} as const;

const invite = (headers: readonly SipHeader[] = []): SipRequest => ({
  kind: "request",
  method: "INVITE",
  uri: "sip:bob@example.com",
  headers,
  body: "",
});

const refusal = (status: 401 | 407, headers: readonly SipHeader[]) =>
  ({ kind: "response", status, reason: "", headers, body: "" }) as const;

describe("digestResponse", () => {
  it.each([
    ["MD5", "8ca523f5e9506fed4657c9700eebdbec"],
    ["SHA-256", "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"],
  ] as const)("gives RFC 7616's value for %s", (algorithm, expected) => {
    expect(digestResponse({ ...mufasa, algorithm })).toBe(expected);
  });

  it("gives RFC 2069's value without qop", () => {
    const old = { ...mufasa, realm: "testrealm@host.com", nonce: "dcd98b7102dd2f0e8b11d0f600bfb0c093" };
    const plain = { ...old, password: "CircleOfLife", algorithm: "MD5", qop: undefined } as const;
    expect(digestResponse(plain)).toBe("1949323746fe6a43ef61f9606e7febea");
  });
});

describe("parseChallenge", () => {
  it("reads realm, nonce and flags", () => {
    expect(
      parseChallenge(
        'Digest realm="a, \\"b\\"", nonce="n", opaque="o", stale=TRUE, qop="auth-int,auth", algorithm=sha-256',
      ),
    ).toEqual({ realm: 'a, "b"', nonce: "n", opaque: "o", stale: true, qop: true, algorithm: "SHA-256" });
  });

  it.each([
    'Basic realm="a"',
    'Digest realm="a"',
    'Digest realm="a", nonce="n", algorithm=MD5-sess',
    'Digest realm="a", nonce="n", qop="auth-int"',
  ])("does not take %s", (value) => {
    expect(parseChallenge(value)).toBeUndefined();
  });
});

describe("client and server", () => {
  const clock = new FakeClock();
  const credentials = { username: "desk", password: 'quo"ted' };
  const server = (): DigestServer =>
    new DigestServer({ realm: "deskline", credentials, algorithms: ["SHA-256", "MD5"], clock });
  const challenge = (from: DigestServer): readonly SipHeader[] => {
    const verdict = from.check(invite());
    if (verdict.ok) throw new Error("let in without credentials");
    return verdict.challenges;
  };

  it("agree on the password, with SHA-256 first and rising counts", () => {
    const [ours, theirs] = [server(), new DigestClient(credentials)];
    expect(theirs.learn(refusal(401, challenge(ours)), invite())).toBe(true);
    const [first, second] = [theirs.sign(invite()), theirs.sign(invite())];
    expect(first.headers[0]?.[1]).toContain("algorithm=SHA-256");
    expect(first.headers[0]?.[1]).not.toContain(credentials.password);
    expect(ours.check(first)).toEqual({ ok: true });
    expect(ours.check(second)).toEqual({ ok: true });
    // Sent again by somebody else.
    expect(ours.check(first).ok).toBe(false);
  });

  it("do not agree on another password, and the client does not ask for ever", () => {
    const [ours, theirs] = [server(), new DigestClient({ ...credentials, password: "guess" })];
    expect(theirs.learn(refusal(401, challenge(ours)), invite())).toBe(true);
    const signed = theirs.sign(invite());
    expect(ours.check(signed).ok).toBe(false);
    const same: SipHeader[] = [["www-authenticate", 'Digest realm="r", nonce="same", qop="auth"']];
    theirs.learn(refusal(401, same), signed);
    expect(theirs.learn(refusal(401, same), theirs.sign(invite()))).toBe(false);
  });

  it("call an old nonce stale, and the client tries again", () => {
    const [ours, theirs] = [server(), new DigestClient(credentials)];
    theirs.learn(refusal(401, challenge(ours)), invite());
    clock.advance(60_001);
    const signed = theirs.sign(invite());
    const verdict = ours.check(signed);
    expect(verdict.ok || verdict.challenges[0]?.[1]).toContain("stale=true");
    expect(theirs.learn(refusal(401, verdict.ok ? [] : verdict.challenges), signed)).toBe(true);
    expect(ours.check(theirs.sign(invite()))).toEqual({ ok: true });
  });

  it("take no nonce that is not the server's own", () => {
    const made = parseChallenge('Digest realm="deskline", nonce="made.up", qop="auth"')!;
    const value = authorization(made, credentials, { ...invite(), cnonce: "c", count: 1 });
    expect(server().check(invite([["authorization", value]])).ok).toBe(false);
  });

  it("answer a proxy in its own header", () => {
    const client = new DigestClient(credentials);
    const asked: SipHeader[] = [["proxy-authenticate", 'Digest realm="r", nonce="n"']];
    expect(client.learn(refusal(407, asked), invite())).toBe(true);
    expect(client.sign(invite()).headers[0]?.[0]).toBe("proxy-authorization");
  });
});
