import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ClientId } from "../../common/ids.ts";
import { ok } from "../../common/result.ts";
import { deferred } from "../../test/support/deferred.ts";
import { FakeClock, settle } from "../../test/support/fake-clock.ts";
import { FakeKeychain } from "../../test/support/fake-keychain.ts";
import { KeptLog } from "../../test/support/kept-log.ts";
import { connectionReset, json, refusal, ScriptedFetch } from "../../test/support/scripted-fetch.ts";
import { FileSettingsStore } from "../settings/file-settings-store.ts";
import { AccountService } from "./account-service.ts";

const server = "http://127.0.0.1:8790";
const entry = `${server}|alice`;
const credentials = { server, username: "alice", password: "deskline" };
const sessionWith = (refreshToken: string): Record<string, unknown> => ({
  accessToken: "access",
  expiresIn: 600,
  refreshToken,
  user: { id: "alice", name: "Alice Martin" },
  capabilities: ["call-people"],
});
const me = { id: "alice", name: "Alice Martin" };

let folder: string;
let clock: FakeClock;
let net: ScriptedFetch;
let keychain: FakeKeychain;
let log: KeptLog;
let settings: FileSettingsStore;

beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), "account-"));
  clock = new FakeClock();
  net = new ScriptedFetch();
  keychain = new FakeKeychain();
  log = new KeptLog();
  settings = new FileSettingsStore({
    folder,
    newClientId: () => ClientId.parse(crypto.randomUUID()),
    preset: {},
    log,
  });
});
afterEach(() => rmSync(folder, { recursive: true }));

const newAccount = (): AccountService =>
  new AccountService({
    fetch: net.fetch,
    clock,
    keychain,
    settings,
    retry: { nextDelayMs: () => 1_000 },
    log,
  });

function keepSignIn(refreshToken: string): void {
  settings.change({ server, username: "alice" });
  keychain.secrets.set(entry, JSON.stringify({ refreshToken }));
}

describe("AccountService, signing in", () => {
  it("keeps the refresh token in the keychain and remembers server and name", async () => {
    net.on("/v1/sign-in", () => json(sessionWith("r1")));
    const account = newAccount();
    expect(await account.signIn(credentials)).toEqual({ ok: true, value: null });
    expect(account.state).toEqual({ phase: "signed-in", me, keychain: null });
    expect(keychain.secrets.get(entry)).toBe('{"refreshToken":"r1"}');
    expect(settings.settings).toMatchObject({ server, username: "alice" });
    expect(log.text()).not.toMatch(/deskline|r1/);
  });

  it.each([
    ["a wrong password", () => refusal("wrong-password", 401), { code: "wrong-password" }],
    [
      "too many attempts",
      () => json({ error: { code: "too-many-attempts", message: "" } }, 429, { "retry-after": "30" }),
      { code: "too-many-attempts", retryAfterMs: 30_000 },
    ],
    ["a connection that breaks half-way", connectionReset, { code: "sign-in-interrupted" }],
    ["another program at that address", () => new Response("<html>"), { code: "server-unreadable" }],
    ["a server in trouble", () => refusal("internal", 500), { code: "server-refused", status: 500 }],
  ])("fails with %s", async (_name, answer, error) => {
    net.on("/v1/sign-in", answer);
    const account = newAccount();
    expect(await account.signIn(credentials)).toEqual({ ok: false, error });
    expect(account.state.phase).toBe("signed-out");
    expect(keychain.secrets.size).toBe(0);
  });

  it("fails when the server is down", async () => {
    expect(await newAccount().signIn(credentials)).toEqual({
      ok: false,
      error: { code: "server-unreachable" },
    });
  });

  it("gives up on a server that never answers", async () => {
    net.on("/v1/sign-in", () => new Promise<Response>(() => {}));
    const result = newAccount().signIn(credentials);
    await clock.pass(10_000);
    expect(await result).toEqual({ ok: false, error: { code: "sign-in-interrupted" } });
  });

  it.each(["ftp://x", "http://deskline.example", "https://user:secret@deskline.example", "not an address"])(
    "asks no server at %j",
    async (address) => {
      const result = await newAccount().signIn({ ...credentials, server: address });
      expect(result).toEqual({ ok: false, error: { code: "server-address-invalid" } });
      expect(net.seen).toEqual([]);
    },
  );

  it("is signed in for this run only when the keychain does not keep the secret", async () => {
    net.on("/v1/sign-in", () => json(sessionWith("r1")));
    keychain.problem = "missing";
    const account = newAccount();
    await account.signIn(credentials);
    expect(account.state).toEqual({ phase: "signed-in", me, keychain: "missing" });
    expect(keychain.secrets.size).toBe(0);
  });
});

describe("AccountService, restoring", () => {
  it("signs in again with the kept token and keeps the next one first", async () => {
    keepSignIn("r1");
    net.on("/v1/sign-in/refresh", () => json(sessionWith("r2")));
    const account = newAccount();
    await account.restore();
    expect(account.state).toEqual({ phase: "signed-in", me, keychain: null });
    expect(keychain.secrets.get(entry)).toBe('{"refreshToken":"r2"}');
    expect(net.seen[0]?.body).toEqual({ refreshToken: "r1" });
  });

  it("is signed out without a word when nothing is kept", async () => {
    const account = newAccount();
    await account.restore();
    expect(account.state).toEqual({ phase: "signed-out", failure: null, keychain: null });
  });

  it("overwrites and forgets nothing when a locked keychain reads as empty", async () => {
    keepSignIn("r1");
    keychain.lockedReadsAsEmpty = true;
    await newAccount().restore();
    expect(keychain.secrets.get(entry)).toBe('{"refreshToken":"r1"}');
    expect(net.seen).toEqual([]);
  });

  it("says that the keychain is the reason", async () => {
    keepSignIn("r1");
    keychain.problem = "timeout";
    const account = newAccount();
    await account.restore();
    expect(account.state).toEqual({ phase: "signed-out", failure: null, keychain: "timeout" });
  });

  it("waits for a server that is away, and goes on at once when told to retry", async () => {
    keepSignIn("r1");
    const account = newAccount();
    const restored = account.restore();
    await clock.pass(500);
    expect(account.state.phase).toBe("restoring");
    net.on("/v1/sign-in/refresh", () => json(sessionWith("r2")));
    account.retry();
    await restored;
    expect(account.state.phase).toBe("signed-in");
    expect(net.paths()).toHaveLength(2);
  });

  it("is signed out, and forgets, when the server no longer knows the token", async () => {
    keepSignIn("r1");
    net.on("/v1/sign-in/refresh", () => refusal("unauthorized", 401));
    const account = newAccount();
    await account.restore();
    expect(account.state).toEqual({
      phase: "signed-out",
      failure: { code: "session-expired" },
      keychain: null,
    });
    expect(keychain.secrets.size).toBe(0);
  });

  it("keeps the secret when a 401 is not the token server's", async () => {
    keepSignIn("r1");
    net.on("/v1/sign-in/refresh", () => new Response("<html>proxy</html>", { status: 401 }));
    const account = newAccount();
    void account.restore();
    await settle();
    expect(account.state.phase).toBe("restoring");
    expect(keychain.secrets.get(entry)).toBe('{"refreshToken":"r1"}');
  });

  it("does not call a sign-in expired that began while the dead secret was being forgotten", async () => {
    keepSignIn("r1");
    net.on("/v1/sign-in/refresh", () => refusal("unauthorized", 401));
    net.on("/v1/sign-in", () => json(sessionWith("r9")));
    const prompt = deferred<null>();
    keychain.delete = async () => ok(await prompt.promise);
    const account = newAccount();
    const seen: string[] = [];
    account.onChange(({ phase }) => seen.push(phase));
    const restored = account.restore();
    await settle();
    const signedIn = account.signIn(credentials);
    prompt.resolve(null);
    await Promise.all([restored, signedIn]);
    expect(seen).toEqual(["signing-in", "signed-in"]);
  });

  it("lets a sign-in by hand win over a restore that waits", async () => {
    keepSignIn("r1");
    const account = newAccount();
    const restored = account.restore();
    await clock.pass(100);
    net.on("/v1/sign-in", () => json(sessionWith("r9")));
    await account.signIn(credentials);
    await restored;
    expect(account.state.phase).toBe("signed-in");
    expect(keychain.secrets.get(entry)).toBe('{"refreshToken":"r9"}');
  });
});

describe("AccountService, tokens", () => {
  it("refreshes once however many ask, ahead of the expiry", async () => {
    net.on("/v1/sign-in", () => json(sessionWith("r1")));
    net.on("/v1/sign-in/refresh", () => json({ ...sessionWith("r2"), accessToken: "access-2" }));
    const account = newAccount();
    await account.signIn(credentials);
    expect(await account.session?.accessToken()).toEqual({ ok: true, value: "access" });
    clock.advance(545_000);
    const [first, second] = await Promise.all([
      account.session?.accessToken(),
      account.session?.accessToken(),
    ]);
    expect(first).toEqual({ ok: true, value: "access-2" });
    expect(second).toEqual(first);
    expect(net.paths().filter((one) => one.endsWith("/refresh"))).toHaveLength(1);
    expect(keychain.secrets.get(entry)).toBe('{"refreshToken":"r2"}');
  });

  it("goes on in memory when a rotated token cannot be kept", async () => {
    net.on("/v1/sign-in", () => json(sessionWith("r1")));
    net.on("/v1/sign-in/refresh", () => json(sessionWith("r2")));
    const account = newAccount();
    await account.signIn(credentials);
    keychain.problem = "locked";
    await account.session?.refresh();
    expect(account.state).toEqual({ phase: "signed-in", me, keychain: "locked" });
  });

  it("signs out when the server revokes the sign-in", async () => {
    net.on("/v1/sign-in", () => json(sessionWith("r1")));
    net.on("/v1/sign-in/refresh", () => refusal("refresh-reused", 401));
    const account = newAccount();
    await account.signIn(credentials);
    await account.session?.refresh();
    await settle();
    expect(account.state).toEqual({
      phase: "signed-out",
      failure: { code: "session-expired" },
      keychain: null,
    });
    expect(account.session).toBeNull();
    expect(keychain.secrets.size).toBe(0);
  });

  it("stays signed in when another sign-in fails", async () => {
    net.on("/v1/sign-in", () => json(sessionWith("r1")));
    const account = newAccount();
    await account.signIn(credentials);
    net.on("/v1/sign-in", () => refusal("wrong-password", 401));
    expect((await account.signIn(credentials)).ok).toBe(false);
    expect(account.state).toEqual({ phase: "signed-in", me, keychain: null });
  });

  it("does not bring the secret back when a rotation ends after the sign-out", async () => {
    const late = deferred<Response>();
    net.on("/v1/sign-in", () => json(sessionWith("r1")));
    net.on("/v1/sign-in/refresh", () => late.promise);
    net.on("/v1/sign-out", () => json({}));
    const account = newAccount();
    await account.signIn(credentials);
    clock.advance(600_000);
    const signedOut = account.signOut();
    late.resolve(json(sessionWith("r2")));
    await signedOut;
    expect(net.paths().at(-1)).toBe("/v1/sign-out");
    expect(keychain.secrets.size).toBe(0);
  });

  it("says so when the keychain does not let go of the secret", async () => {
    net.on("/v1/sign-in", () => json(sessionWith("r1")));
    const account = newAccount();
    await account.signIn(credentials);
    keychain.problem = "locked";
    await account.signOut();
    expect(account.state).toEqual({ phase: "signed-out", failure: null, keychain: "locked" });
  });

  it("tells the server and forgets the secret when the user signs out", async () => {
    net.on("/v1/sign-in", () => json(sessionWith("r1")));
    net.on("/v1/sign-out", () => json({}));
    const account = newAccount();
    await account.signIn(credentials);
    await account.signOut();
    expect(account.state).toEqual({ phase: "signed-out", failure: null, keychain: null });
    expect(net.seen.at(-1)).toMatchObject({ path: "/v1/sign-out", authorization: "Bearer access" });
    expect(keychain.secrets.size).toBe(0);
  });
});
