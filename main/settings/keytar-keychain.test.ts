import { describe, expect, it } from "vitest";
import { FakeClock } from "../../test/support/fake-clock.ts";
import { KeptLog } from "../../test/support/kept-log.ts";
import {
  createKeytarKeychain,
  keychainProblem,
  keychainTimeoutMs,
  type KeytarApi,
} from "./keytar-keychain.ts";

const inMemory = (secrets = new Map<string, string>()): KeytarApi => ({
  getPassword: (_service, account) => Promise.resolve(secrets.get(account) ?? null),
  setPassword: (_service, account, secret) => Promise.resolve(void secrets.set(account, secret)),
  deletePassword: (_service, account) => Promise.resolve(secrets.delete(account)),
});

describe("createKeytarKeychain", () => {
  it("keeps, reads and forgets", async () => {
    const keychain = createKeytarKeychain({
      load: () => Promise.resolve(inMemory()),
      clock: new FakeClock(),
      log: new KeptLog(),
    });
    expect(await keychain.get("a")).toEqual({ ok: true, value: null });
    expect(await keychain.set("a", "s3cret")).toEqual({ ok: true, value: null });
    expect(await keychain.get("a")).toEqual({ ok: true, value: "s3cret" });
    expect(await keychain.delete("a")).toEqual({ ok: true, value: null });
    expect(await keychain.get("a")).toEqual({ ok: true, value: null });
  });

  it("is missing when the native module cannot be loaded", async () => {
    const log = new KeptLog();
    const load = (): Promise<KeytarApi> =>
      Promise.reject(new Error("libsecret-1.so.0: cannot open shared object file"));
    const keychain = createKeytarKeychain({ load, clock: new FakeClock(), log });
    expect(await keychain.set("a", "s3cret")).toEqual({ ok: false, error: "missing" });
    expect(log.text()).not.toContain("s3cret");
  });

  it("times out a call that waits for a prompt nobody sees", async () => {
    const clock = new FakeClock();
    const api = { ...inMemory(), getPassword: () => new Promise<string | null>(() => {}) };
    const keychain = createKeytarKeychain({ load: () => Promise.resolve(api), clock, log: new KeptLog() });
    const read = keychain.get("a");
    await clock.pass(keychainTimeoutMs);
    expect(await read).toEqual({ ok: false, error: "timeout" });
  });

  it.each([
    ["Cannot create an item in a locked collection", "locked"],
    ['Object does not exist at path "/org/freedesktop/secrets/collection/login"', "locked"],
    ["Cannot autolaunch D-Bus without X11 $DISPLAY", "missing"],
    ['Failed to execute child process "dbus-launch" (No such file or directory)', "missing"],
  ])("reads %j as %s", (message, problem) => {
    expect(keychainProblem(new Error(message))).toBe(problem);
  });
});
