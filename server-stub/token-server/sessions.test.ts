import { beforeAll, describe, expect, it } from "vitest";
import { FakeClock } from "../../test/support/fake-clock.ts";
import type { Session } from "../../common/wire/token-server.ts";
import { ClientId, UserId } from "../../common/ids.ts";
import { AccessTokens } from "./access-tokens.ts";
import { hashPassword } from "./passwords.ts";
import { People } from "./people.ts";
import { RateLimit } from "./rate-limit.ts";
import { Sessions } from "./sessions.ts";
import { MemoryTokenStore } from "./token-store.ts";

const dayMs = 24 * 3_600_000;
let passwordHash = "";
beforeAll(async () => {
  passwordHash = await hashPassword("deskline", { N: 16, r: 1, p: 1 });
});

function open(store = new MemoryTokenStore(), clock = new FakeClock()) {
  const ended: string[] = [];
  const limit = (count: number) => new RateLimit({ clock, limit: count, windowMs: 60_000 });
  const names = [
    ["alice", "Alice Martin"],
    ["bob", "Bob Okafor"],
  ] as const;
  const accounts = names.map(([id, name]) => ({ id: UserId.parse(id), name, numbers: [], passwordHash }));
  const sessions = new Sessions({
    people: new People({ accounts, decoyHash: passwordHash }),
    store,
    accessTokens: new AccessTokens({ clock, lifetimeSeconds: 600 }),
    limits: { perUser: limit(3), perAddress: limit(5), perPerson: limit(12) },
    capabilities: ["call-people"],
    clock,
    onEnded: (client, reason) => ended.push(`${client.person.id} ${reason}`),
  });
  return { sessions, store, clock, ended };
}

const laptop = ClientId.parse(crypto.randomUUID());
const request = (username = "alice", password = "deskline", id = laptop) => ({
  username,
  password,
  client: { id, name: "Laptop" },
});

async function signedIn(sessions: Sessions, username = "alice", id = laptop): Promise<Session> {
  const session = await sessions.signIn(request(username, "deskline", id), "192.0.2.1");
  if (!session.ok) throw new Error(session.error.code);
  return session.value;
}

async function refreshed(sessions: Sessions, token: string): Promise<string> {
  const session = await sessions.refresh(token);
  return session.ok ? session.value.refreshToken : session.error.code;
}

describe("Sessions", () => {
  it("signs alice in with her password, in any case of her name", async () => {
    const { sessions } = open();
    const session = await sessions.signIn(request(" Alice "), "192.0.2.1");
    expect(session.ok && session.value).toMatchObject({
      user: { id: "alice", name: "Alice Martin" },
      expiresIn: 600,
      capabilities: ["call-people"],
    });
  });

  it("gives the same answer to a wrong password and to an unknown name", async () => {
    const { sessions } = open();
    expect(await sessions.signIn(request("alice", "guess"), "a")).toEqual(
      await sessions.signIn(request("nobody", "deskline"), "a"),
    );
  });

  it("stops guesses at one name from many addresses, and at many names from one", async () => {
    const { sessions } = open();
    for (const address of ["a", "b", "c"]) await sessions.signIn(request("alice", "guess"), address);
    expect(await sessions.signIn(request("alice"), "d")).toEqual({
      ok: false,
      error: { code: "too-many-attempts", retryAfterMs: 60_000 },
    });
    for (const name of ["u", "v", "w", "x", "y"]) await sessions.signIn(request(name, "guess"), "e");
    expect(await sessions.signIn(request("bob"), "e")).toMatchObject({
      error: { code: "too-many-attempts" },
    });
  });

  it("counts the addresses of one IPv6 network together", async () => {
    const { sessions } = open();
    for (const [index, name] of ["u", "v", "w", "x", "y"].entries())
      await sessions.signIn(request(name, "guess"), `2001:db8:1:2::${String(index)}`);
    expect(await sessions.signIn(request("bob"), "2001:db8:1:2:ffff::1")).toMatchObject({
      error: { code: "too-many-attempts" },
    });
    expect(await sessions.signIn(request("bob"), "2001:db8:1:3::1")).toMatchObject({ ok: true });
  });

  it("lets one person sign in so often only, without a word about the others", async () => {
    const { sessions, clock, store } = open();
    for (let count = 0; count < 12; count += 1)
      await signedIn(sessions, "alice", ClientId.parse(crypto.randomUUID()));
    expect(await sessions.signIn(request(), "192.0.2.1")).toEqual({
      ok: false,
      error: { code: "too-many-attempts", retryAfterMs: 60_000 },
    });
    expect(store.all()).toHaveLength(12);
    await signedIn(sessions, "bob");
    clock.advance(60_000);
    await signedIn(sessions);
  });

  it("does not count good sign-ins as attempts", async () => {
    const { sessions } = open();
    for (let time = 0; time < 8; time += 1) await signedIn(sessions);
  });

  it("knows the client by its access token until that expires", async () => {
    const { sessions, clock } = open();
    const { accessToken } = await signedIn(sessions);
    expect(await sessions.authenticate(accessToken)).toMatchObject({ person: { id: "alice" } });
    clock.advance(601_000);
    expect(await sessions.authenticate(accessToken)).toBeNull();
  });

  it("takes no token that it did not sign", async () => {
    const { sessions } = open();
    const { accessToken } = await signedIn(open().sessions);
    const unsigned = `${Buffer.from('{"alg":"none"}').toString("base64url")}.${accessToken.split(".")[1]}.`;
    for (const token of [accessToken, unsigned, "x", ""])
      expect(await sessions.authenticate(token)).toBeNull();
  });

  it("gives a new pair for a refresh token, and again for the new one", async () => {
    const { sessions } = open();
    const first = (await signedIn(sessions)).refreshToken;
    const second = await refreshed(sessions, first);
    const third = await refreshed(sessions, second);
    expect(new Set([first, second, third]).size).toBe(3);
  });

  it("ends the sign-in for everybody who holds it when a refresh token is used again", async () => {
    const { sessions, ended } = open();
    const { refreshToken: first, accessToken } = await signedIn(sessions);
    const second = await refreshed(sessions, first);
    const third = await refreshed(sessions, second);
    expect(await refreshed(sessions, first)).toBe("refresh-reused");
    expect(ended).toEqual(["alice refresh-reused"]);
    expect(await sessions.authenticate(accessToken)).toBeNull();
    expect(await refreshed(sessions, third)).toBe("unauthorized");
  });

  it("gives a pair again whose answer was lost, also over a restart, and takes back the lost one", async () => {
    const before = open();
    const { refreshToken: first } = await signedIn(before.sessions);
    const lost = await refreshed(before.sessions, first);
    const { sessions, ended } = open(before.store, before.clock);
    expect(await refreshed(sessions, first)).toContain(".");
    expect(await refreshed(sessions, first)).toContain(".");
    expect(await refreshed(sessions, lost)).toBe("refresh-reused");
    expect(ended).toEqual(["alice refresh-reused"]);
  });

  it("does not, once the access token of the pair was used", async () => {
    const { sessions } = open();
    const { refreshToken: first } = await signedIn(sessions);
    const second = await sessions.refresh(first);
    expect(await sessions.authenticate(second.ok ? second.value.accessToken : "")).not.toBeNull();
    expect(await refreshed(sessions, first)).toBe("refresh-reused");
  });

  it("goes on taking the access token before it meanwhile, which says nothing about the pair", async () => {
    const { sessions } = open();
    const { refreshToken: first, accessToken } = await signedIn(sessions);
    await refreshed(sessions, first);
    expect(await sessions.authenticate(accessToken)).not.toBeNull();
    expect(await refreshed(sessions, first)).toContain(".");
  });

  it("counts only the later pair of two simultaneous refreshes", async () => {
    const { sessions } = open();
    const { refreshToken } = await signedIn(sessions);
    const [earlier, later] = await Promise.all([
      refreshed(sessions, refreshToken),
      refreshed(sessions, refreshToken),
    ]);
    expect(await refreshed(sessions, later)).toContain(".");
    expect(await refreshed(sessions, earlier)).toBe("refresh-reused");
  });

  it("keeps no refresh token that could be used", async () => {
    const { sessions, store } = open();
    const { refreshToken } = await signedIn(sessions);
    expect(JSON.stringify(store.all())).not.toContain(refreshToken.split(".")[1]);
  });

  it("lets a refresh token expire after 30 days, counted from its own making", async () => {
    const { sessions, clock } = open();
    const first = (await signedIn(sessions)).refreshToken;
    clock.advance(29 * dayMs);
    const second = await refreshed(sessions, first);
    clock.advance(29 * dayMs);
    const third = await refreshed(sessions, second);
    clock.advance(30 * dayMs);
    expect(await refreshed(sessions, third)).toBe("unauthorized");
  });

  it("survives a restart with its store, but not its access tokens", async () => {
    const before = open();
    const { refreshToken, accessToken } = await signedIn(before.sessions);
    const after = open(before.store, before.clock);
    expect(await after.sessions.authenticate(accessToken)).toBeNull();
    expect(await refreshed(after.sessions, refreshToken)).toContain(".");
  });

  it("ends alice's earlier sign-in at the same client only", async () => {
    const { sessions, ended } = open();
    const laptopFirst = await signedIn(sessions);
    const phone = await signedIn(sessions, "alice", ClientId.parse(crypto.randomUUID()));
    const bobs = await signedIn(sessions, "bob");
    await signedIn(sessions);
    expect(ended).toEqual(["alice revoked"]);
    expect(await sessions.authenticate(laptopFirst.accessToken)).toBeNull();
    expect(await sessions.authenticate(phone.accessToken)).not.toBeNull();
    expect(await sessions.authenticate(bobs.accessToken)).not.toBeNull();
  });

  it("forgets who signed out", async () => {
    const { sessions, ended, store } = open();
    const { accessToken, refreshToken } = await signedIn(sessions);
    const client = await sessions.authenticate(accessToken);
    await sessions.signOut(client!);
    expect(ended).toEqual(["alice signed-out"]);
    expect(await refreshed(sessions, refreshToken)).toBe("unauthorized");
    expect(store.all()).toEqual([]);
  });
});
