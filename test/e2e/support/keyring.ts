/** A private session bus with a real gnome-keyring on it, unlocked, for the life of a test. */
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";

export interface Keyring {
  /** For a program that shall use it. */
  readonly env: Readonly<Record<string, string>>;
  /** Keeps the secrets; a second keyring with the same home has them too. */
  readonly dataHome: string;
  stop(): Promise<void>;
}

export interface KeyringOptions {
  /** Of an earlier keyring; a new one when not given. */
  readonly dataHome?: string;
  /** Leaves an existing keyring locked, by a wrong password. */
  readonly locked?: boolean;
}

const startLimitMs = 10_000;
const passwords = { right: "keyring-password", wrong: "not-the-password" } as const;

export async function startKeyring(options: KeyringOptions = {}): Promise<Keyring> {
  const dataHome = options.dataHome ?? (await mkdtemp(path.join(os.tmpdir(), "keyring-")));
  const run = await mkdtemp(path.join(os.tmpdir(), "keyring-run-"));
  await mkdir(path.join(dataHome, "data"), { recursive: true });
  const env = { XDG_DATA_HOME: path.join(dataHome, "data"), XDG_RUNTIME_DIR: run };
  // Without a display: a prompt of the daemon would wait there for ever.
  const { DISPLAY: _display, ...rest } = process.env;
  const bus = spawn("dbus-daemon", ["--session", "--nofork", "--print-address=1"], {
    env: { ...rest, ...env },
    stdio: ["ignore", "pipe", "ignore"],
  });
  const address = await firstLine(bus);
  const busEnv = { ...env, DBUS_SESSION_BUS_ADDRESS: address };
  const daemon = spawn("gnome-keyring-daemon", ["--foreground", "--unlock", "--components=secrets"], {
    env: { ...rest, ...busEnv },
    stdio: ["pipe", "ignore", "ignore"],
  });
  daemon.stdin.on("error", () => undefined);
  daemon.stdin.end(options.locked === true ? passwords.wrong : passwords.right);
  const stop = async (): Promise<void> => {
    await end(daemon);
    await end(bus);
    await rm(run, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    await appears(path.join(run, "keyring", "control"));
  } catch (cause) {
    await stop();
    throw cause;
  }
  return { env: busEnv, dataHome, stop };
}

function firstLine(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error("dbus-daemon did not start")), startLimitMs);
    let text = "";
    child.once("error", reject);
    child.stdout?.on("data", (chunk: Buffer) => {
      text += chunk.toString();
      if (!text.includes("\n")) return;
      clearTimeout(timer);
      resolve(text.trim());
    });
  });
}

/** The daemon makes its control socket when it is ready to be asked. */
async function appears(file: string): Promise<void> {
  const giveUp = Date.now() + startLimitMs;
  while (!existsSync(file)) {
    if (Date.now() > giveUp) throw new Error("gnome-keyring-daemon did not start");
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  child.kill("SIGKILL");
  await exited;
}
