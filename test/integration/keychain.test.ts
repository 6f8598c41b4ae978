/** The real keytar on a real gnome-keyring, on a session bus of its own. */
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import path from "node:path";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { type Keyring, type KeyringOptions, startKeyring } from "../e2e/support/keyring.ts";

const account = "http://127.0.0.1:8790|alice";
const secret = JSON.stringify({ refreshToken: "kept-and-rotated-ü" });
const probeLimitMs = 20_000;
const installCommand = "sudo apt-get install -y --no-install-recommends dbus gnome-keyring libsecret-1-0";

const keyrings: Keyring[] = [];
const homes = new Set<string>();

/** Each with the files of which one is enough. */
const needed: readonly (readonly string[])[] = [
  ["/usr/bin/dbus-daemon"],
  ["/usr/bin/gnome-keyring-daemon"],
  ["x86_64", "aarch64"].map((machine) => `/usr/lib/${machine}-linux-gnu/libsecret-1.so.0`),
];

beforeAll(() => {
  const missing = needed.filter((files) => !files.some((file) => existsSync(file)));
  if (missing.length > 0) throw new Error(`missing: ${missing.join(", ")}. Install with: ${installCommand}`);
});

afterEach(async () => {
  for (const keyring of keyrings.splice(0)) await keyring.stop();
  for (const home of homes) await rm(home, { recursive: true, force: true, maxRetries: 5 });
  homes.clear();
});

async function keyringOf(options: KeyringOptions = {}): Promise<Keyring> {
  const keyring = await startKeyring(options);
  keyrings.push(keyring);
  homes.add(keyring.dataHome);
  return keyring;
}

async function stop(keyring: Keyring): Promise<void> {
  keyrings.splice(keyrings.indexOf(keyring), 1);
  await keyring.stop();
}

/** One operation of our keychain, in a process with that environment and no display. */
function ask(
  env: Readonly<Record<string, string>>,
  operation: "get" | "set" | "delete",
  input = "",
): Promise<unknown> {
  const { DISPLAY: _display, DBUS_SESSION_BUS_ADDRESS: _bus, XDG_RUNTIME_DIR: _run, ...rest } = process.env;
  const probe = path.resolve(import.meta.dirname, "../support/keychain-probe.ts");
  const child = spawn(process.execPath, ["--import", "tsx", probe, operation, account], {
    env: { ...rest, ...env },
    stdio: ["pipe", "pipe", "pipe"],
  });
  return new Promise((resolve, reject) => {
    let output = "";
    let errors = "";
    const limit = setTimeout(() => child.kill("SIGKILL"), probeLimitMs);
    child.stdin.on("error", () => undefined);
    child.stdin.end(input);
    child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on("data", (chunk: Buffer) => (errors += chunk.toString()));
    child.once("error", reject);
    child.once("close", (code, signal) => {
      clearTimeout(limit);
      if (code === 0) resolve(JSON.parse(output));
      else reject(new Error(`the probe ended with ${code ?? signal ?? "nothing"}: ${errors}`));
    });
  });
}

const found = { ok: true, value: secret };
const nothing = { ok: true, value: null };
const done = { ok: true, value: null };

describe("the keychain on a real keyring", () => {
  it("keeps a secret over a restart of the keyring", async () => {
    const before = await keyringOf();
    expect(await ask(before.env, "get")).toEqual(nothing);
    expect(await ask(before.env, "set", secret)).toEqual(done);
    expect(await ask(before.env, "get")).toEqual(found);
    await stop(before);
    const after = await keyringOf({ dataHome: before.dataHome });
    expect(await ask(after.env, "get")).toEqual(found);
  });

  it("forgets a secret, and forgetting again does no harm", async () => {
    const { env } = await keyringOf();
    await ask(env, "set", secret);
    expect(await ask(env, "delete")).toEqual(done);
    expect(await ask(env, "get")).toEqual(nothing);
    expect(await ask(env, "delete")).toEqual(done);
  });

  it("is locked with the wrong password: reads nothing, writes nothing, and loses nothing", async () => {
    const before = await keyringOf();
    await ask(before.env, "set", secret);
    await stop(before);
    const locked = await keyringOf({ dataHome: before.dataHome, locked: true });
    expect(await ask(locked.env, "get")).toEqual(nothing);
    expect(await ask(locked.env, "set", "another")).toEqual({ ok: false, error: "locked" });
    await stop(locked);
    const unlocked = await keyringOf({ dataHome: before.dataHome });
    expect(await ask(unlocked.env, "get")).toEqual(found);
  });

  it.each([
    ["there is no session bus", {}],
    ["the session bus is gone", { DBUS_SESSION_BUS_ADDRESS: "unix:path=/nonexistent/bus" }],
  ])("is missing when %s", async (_name, env) => {
    const problem = { ok: false, error: "missing" };
    expect(await ask(env, "set", secret)).toEqual(problem);
    expect(await ask(env, "get")).toEqual(problem);
    expect(await ask(env, "delete")).toEqual(problem);
  });
});
