/** One running Deskline, in real Electron where its binary is, else in the Chromium host of test/electron-host. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { _electron, type ElectronApplication, type Page } from "@playwright/test";
import type { BrowserWindow } from "electron";
import { realElectron } from "../../../scripts/lib/electron.ts";
import { root } from "../../../scripts/lib/run.ts";
import { type Surfaces, surfacesOf } from "./spy.ts";

export interface LaunchOptions {
  readonly userData?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Switches of Chromium, with their dashes. */
  readonly chromiumArgs?: readonly string[];
  /** Arguments of the app itself. */
  readonly args?: readonly string[];
  readonly headed?: boolean;
}

export interface Desktop extends Surfaces {
  readonly kind: "electron" | "host";
  readonly app: ElectronApplication;
  /** The window whose address matches, as soon as it is there; the main window when nothing is given. */
  window(address?: RegExp): Promise<Page>;
  /** Addresses of all windows, hidden ones too. */
  windows(): string[];
  /** All that the app has written to its standard streams so far. */
  output(): string;
  isVisible(page: Page): Promise<boolean>;
  isFlashing(page: Page): Promise<boolean>;
  /** What the window's close button does. */
  userCloses(page: Page): Promise<void>;
  /** Starts a second process with the same user data; resolves with its exit code. Rejects when it does not end. */
  secondInstance(args?: readonly string[]): Promise<number>;
  /** What the system does with a link of ours while the app runs. For a cold start, give it as an argument. */
  openLink(url: string): Promise<void>;
  /** Ends the main process at once, as a crash does. */
  kill(): Promise<void>;
  /** Quits the app; also fine when it is gone already. */
  close(): Promise<void>;
}

/** Other windows of ours say in their address what they are. */
const mainWindow = /index\.html$/;
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
    window: (address = mainWindow) => windowAt(app, address),
    windows: () => app.windows().map((page) => page.url()),
    output: () => output,
    ...surfacesOf(app),
    isVisible: async (page) =>
      (await app.browserWindow(page)).evaluate((window: BrowserWindow) => window.isVisible()),
    isFlashing: async (page) => {
      const id = await (await app.browserWindow(page)).evaluate((window: BrowserWindow) => window.id);
      return app.evaluate((_electron, wanted) => globalThis.desklineSpy.flashing.has(wanted), id);
    },
    userCloses: async (page) =>
      (await app.browserWindow(page)).evaluate((window: BrowserWindow) => window.close()),
    secondInstance: (args = []) => startSecond([...switches, root, ...args], env),
    openLink: async (url) => {
      if (process.platform === "darwin")
        return app.evaluate(
          ({ app: main }, link) => void main.emit("open-url", { preventDefault: () => undefined }, link),
          url,
        );
      const code = await startSecond([...switches, root, url], env);
      if (code !== 0) throw new Error(`the process with the link ended with code ${code}`);
    },
    kill: async () => {
      child.kill("SIGKILL");
      await exited;
    },
    close: () => close(app, child, exited),
  };
}

/** Our own pages are told apart by their address. */
function windowAt(app: ElectronApplication, address: RegExp): Promise<Page> {
  const limit = { timeout: launchLimitMs };
  const arrived = (page: Page): Promise<Page> => page.waitForURL(address, limit).then(() => page);
  const opened = app.waitForEvent("window", {
    ...limit,
    predicate: (page) => arrived(page).then(() => true),
  });
  return Promise.any([...app.windows().map(arrived), opened]);
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
