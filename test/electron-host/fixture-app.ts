/** Starts the fixture app in the host for the host's own tests. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { _electron, type ElectronApplication, type Page } from "@playwright/test";
import type { BrowserWindow, Notification } from "electron";
import { buildElectronHost } from "./build.ts";

export interface FixtureState {
  readonly events: unknown[];
  readonly received: unknown[];
  readonly asked: unknown[];
  readonly permissions: { check: boolean; request: boolean };
  keepOpen: boolean;
  readonly window: BrowserWindow;
  readonly notification: Notification;
}

interface FixtureApi {
  readonly argv: readonly string[];
  early(): string[];
  invoke(channel: string, ...args: unknown[]): Promise<unknown>;
  tell(value: unknown): void;
  fail(): void;
  require(name: string): void;
  on(channel: string, listener: (...args: unknown[]) => void): () => void;
  unknown(): unknown;
}

declare global {
  var fixture: FixtureState & FixtureApi;
  interface Window {
    readonly seen: {
      readonly api: string;
      readonly absent: readonly string[];
      readonly evaluated: string;
      readonly worker?: string;
      readonly opened?: boolean;
    };
    readonly inlineScriptRan?: boolean;
  }
}

const appFolder = path.join(import.meta.dirname, "fixture-app");

export interface RunningFixture {
  readonly app: ElectronApplication;
  readonly page: Page;
  readonly process: ChildProcess;
  readonly userData: string;
  readonly exited: Promise<number | null>;
  /** Starts the app again on the same data; resolves with the exit code of that second process. */
  startAgain(argument: string): Promise<number | null>;
  /** Quits when it still runs, and removes its data. */
  end(): Promise<void>;
}

export interface FixtureOptions {
  /** Of an earlier start. */
  readonly userData?: string;
  /** Modules of `-r`. */
  readonly requires?: readonly string[];
  /** With windows on the display of `env`. */
  readonly headed?: boolean;
  readonly env?: Readonly<Record<string, string>>;
}

export async function startFixture(options: FixtureOptions = {}): Promise<RunningFixture> {
  const folder = await buildElectronHost();
  process.env.ELECTRON_OVERRIDE_DIST_PATH = folder; // where Playwright looks for Electron
  const data = options.userData ?? (await mkdtemp(path.join(os.tmpdir(), "electron-host-")));
  const env = {
    ...(process.env as Record<string, string>),
    ELECTRON_HOST_HEADLESS: options.headed === true ? "0" : "1",
    ...options.env,
  };
  const requires = (options.requires ?? []).flatMap((file) => ["-r", file]);
  const args = [...requires, `--user-data-dir=${data}`, appFolder];
  const app = await _electron.launch({ args, env });
  const child = app.process();
  const exited = new Promise<number | null>((resolve) => child.once("exit", resolve));
  const page = await app.firstWindow();
  await page.waitForURL(/index\.html$/);
  return {
    ...{ app, page, process: child, userData: data, exited },
    startAgain: (argument) =>
      new Promise((resolve, reject) => {
        const second = spawn(path.join(folder, "electron"), [...args, argument], { env, stdio: "ignore" });
        second.once("error", reject);
        second.once("exit", resolve);
      }),
    end: async () => {
      if (child.exitCode === null && child.signalCode === null) await app.close();
      await rm(data, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
    },
  };
}

/** Process ids of every Chromium process on this fixture's profile. */
export async function chromiumProcesses(userData: string): Promise<string[]> {
  const wanted = path.join(userData, "chromium");
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const lines = await Promise.all(
    pids.map((pid) => readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "")),
  );
  return pids.filter((_pid, at) => lines[at]?.includes(wanted));
}
