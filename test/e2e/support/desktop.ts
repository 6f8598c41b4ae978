/** One running Deskline, in real Electron where its binary is, else in the Chromium host of test/electron-host. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { _electron, type ElectronApplication, type Page } from "@playwright/test";
import type { BrowserWindow, Menu } from "electron";
import { realElectron } from "../../../scripts/lib/electron.ts";
import { root } from "../../../scripts/lib/run.ts";

export interface LaunchOptions {
  readonly userData?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Switches of Chromium, with their dashes. */
  readonly chromiumArgs?: readonly string[];
  /** Arguments of the app itself. */
  readonly args?: readonly string[];
  readonly headed?: boolean;
}

export interface Desktop {
  readonly kind: "electron" | "host";
  readonly app: ElectronApplication;
  window(): Promise<Page>;
  /** All that the app has written to its standard streams so far. */
  output(): string;
  notifications(): Promise<{ title: string; body: string }[]>;
  clickNotification(index: number): Promise<void>;
  /** Chooses an item of the tray's menu. */
  clickTray(id: string): Promise<void>;
  pressShortcut(accelerator: string): Promise<void>;
  power(event: "suspend" | "resume" | "lock-screen" | "unlock-screen"): Promise<void>;
  openedExternally(): Promise<string[]>;
  isVisible(page: Page): Promise<boolean>;
  /** What the window's close button does. */
  userCloses(page: Page): Promise<void>;
  /** Starts a second process with the same user data; resolves with its exit code. Rejects when it does not end. */
  secondInstance(args?: readonly string[]): Promise<number>;
  /** Ends the main process at once, as a crash does. */
  kill(): Promise<void>;
  /** Quits the app; also fine when it is gone already. */
  close(): Promise<void>;
}

interface Spy {
  readonly notifications: { readonly title: string; readonly body: string; emit(event: string): void }[];
  readonly external: string[];
  readonly shortcuts: Map<string, () => void>;
  trayMenu: Menu | null;
}
declare global {
  var desklineSpy: Spy;
}

const launchLimitMs = 60_000;
const closeLimitMs = 15_000;
const kind = realElectron() !== null ? "electron" : "host";

export const runtimeName = (): string =>
  kind === "electron"
    ? "Electron"
    : "the Chromium host of test/electron-host (Electron's binary is not here)";

export async function launchDesktop(options: LaunchOptions = {}): Promise<Desktop> {
  const userData = options.userData ?? (await mkdtemp(path.join(os.tmpdir(), "deskline-")));
  const spy = path.join(import.meta.dirname, "spy.cjs");
  const switches = [...(options.chromiumArgs ?? []), `--user-data-dir=${userData}`];
  const headless = !(options.headed ?? process.env.HEADED === "1");
  const env = {
    ...definedEnvironment(),
    ELECTRON_HOST_HEADLESS: headless ? "1" : "0",
    ELECTRON_HOST_ARGS: (options.chromiumArgs ?? []).join("\n"),
    ...options.env,
  };
  const app = await _electron.launch({
    args: ["-r", spy, ...switches, root, ...(options.args ?? [])],
    cwd: root,
    env,
    timeout: launchLimitMs,
  });
  const child = app.process();
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream?.on("data", (chunk: Buffer) => (output += chunk.toString()));
  const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  return {
    kind,
    app,
    window: async () => {
      const page = await app.firstWindow();
      await page.waitForURL(/index\.html/);
      return page;
    },
    output: () => output,
    notifications: () =>
      app.evaluate(() => globalThis.desklineSpy.notifications.map(({ title, body }) => ({ title, body }))),
    clickNotification: (index) =>
      app.evaluate((_electron, at) => globalThis.desklineSpy.notifications[at]?.emit("click"), index),
    clickTray: (id) =>
      app.evaluate((_electron, wanted) => {
        const item = globalThis.desklineSpy.trayMenu?.getMenuItemById(wanted);
        if (item === null || item === undefined) throw new Error(`the tray has no item ${wanted}`);
        (item as unknown as { click(): void }).click();
      }, id),
    pressShortcut: (accelerator) =>
      app.evaluate((_electron, keys) => {
        const action = globalThis.desklineSpy.shortcuts.get(keys);
        if (action === undefined) throw new Error(`no shortcut ${keys}`);
        action();
      }, accelerator),
    power: (event) => app.evaluate(({ powerMonitor }, name) => void powerMonitor.emit(name), event),
    openedExternally: () => app.evaluate(() => globalThis.desklineSpy.external),
    isVisible: async (page) =>
      (await app.browserWindow(page)).evaluate((window: BrowserWindow) => window.isVisible()),
    userCloses: async (page) =>
      (await app.browserWindow(page)).evaluate((window: BrowserWindow) => window.close()),
    secondInstance: (args = []) => startSecond([...switches, root, ...args], env),
    kill: async () => {
      child.kill("SIGKILL");
      await exited;
    },
    close: () => close(app, child, exited),
  };
}

function startSecond(args: readonly string[], env: Record<string, string>): Promise<number> {
  const folder = process.env.ELECTRON_OVERRIDE_DIST_PATH;
  const command = realElectron() ?? path.join(folder ?? "", "electron");
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, env, stdio: "ignore" });
    const timer = setTimeout(() => child.kill("SIGKILL"), launchLimitMs);
    child.once("error", reject);
    child.once("exit", (code, signal) => {
      clearTimeout(timer);
      if (code === null) reject(new Error(`the second instance ended by ${signal}`));
      else resolve(code);
    });
  });
}

/** Quitting is the app's business; one that does not manage is ended, so that the next test finds the machine free. */
async function close(app: ElectronApplication, child: ChildProcess, exited: Promise<void>): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const timer = setTimeout(() => child.kill("SIGKILL"), closeLimitMs);
  app.evaluate(({ app: electronApp }) => electronApp.quit()).catch(() => undefined);
  await exited;
  clearTimeout(timer);
}

function definedEnvironment(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}
