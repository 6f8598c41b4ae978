import os from "node:os";
import path from "node:path";
import type { App as ElectronApp, LoginItemSettings, RelaunchOptions } from "electron";
import { guarded } from "../not-in-host.ts";
import { createEvent, GuardedEmitter } from "./guarded-emitter.ts";
import { noLoginItem } from "./login-item.ts";
import { SingleInstanceLock } from "./single-instance.ts";

export interface AppOptions {
  readonly appPath: string;
  readonly name: string;
  readonly version: string;
  readonly isPackaged: boolean;
  readonly switches: Map<string, string>;
  /** Ends Chromium. */
  readonly closeBrowser: () => Promise<void>;
  /** Closes every window; false when one of them refused. */
  readonly closeWindows: () => boolean;
}

type Implemented = Pick<
  ElectronApp,
  | (
      | "whenReady"
      | "isReady"
      | "name"
      | "getName"
      | "setName"
      | "getVersion"
      | "getAppPath"
      | "getPath"
      | "setPath"
    )
  | ("getLocale" | "getSystemLocale" | "getLocaleCountryCode" | "getPreferredSystemLanguages" | "isPackaged")
  | ("enableSandbox" | "setAppUserModelId" | "setDesktopName" | "setAboutPanelOptions" | "focus" | "dock")
  | ("setBadgeCount" | "getBadgeCount" | "badgeCount" | "setLoginItemSettings" | "getLoginItemSettings")
  | ("setAsDefaultProtocolClient" | "removeAsDefaultProtocolClient" | "isDefaultProtocolClient" | "relaunch")
  | ("hasSingleInstanceLock" | "releaseSingleInstanceLock" | "quit" | "exit" | "disableHardwareAcceleration")
>;

/** `app`. Quitting follows Electron's order: before-quit, each window's close, will-quit, quit. */
export class App extends GuardedEmitter implements Implemented {
  readonly #options: AppOptions;
  readonly #paths = new Map<string, string>();
  readonly #ready: Promise<void>;
  #becomeReady: () => void = () => {};
  #isReady = false;
  #quitting = false;
  #lock: SingleInstanceLock | null = null;
  name: string;
  readonly isPackaged: boolean;
  /** On macOS only. */
  readonly dock = undefined;
  readonly #protocols = new Set<string>();
  #badgeCount = 0;
  readonly commandLine: object;

  constructor(options: AppOptions) {
    super("app");
    this.#options = options;
    this.name = options.name;
    this.isPackaged = options.isPackaged;
    this.#ready = new Promise((resolve) => {
      this.#becomeReady = resolve;
    });
    const { switches } = options;
    this.commandLine = guarded("app.commandLine", {
      appendSwitch: (name: string, value = ""): void => void switches.set(name, value),
      hasSwitch: (name: string): boolean => switches.has(name),
      getSwitchValue: (name: string): string => switches.get(name) ?? "",
    });
  }

  whenReady(): Promise<void> {
    return this.#ready;
  }

  isReady(): boolean {
    return this.#isReady;
  }

  /** Called by the host when Chromium is up. */
  announceReady(): void {
    this.#isReady = true;
    this.emit("will-finish-launching");
    this.emit("ready", createEvent({}), {});
    this.#becomeReady();
  }

  get quitting(): boolean {
    return this.#quitting;
  }

  getName(): string {
    return this.name;
  }

  setName(name: string): void {
    this.name = name;
  }

  getVersion(): string {
    return this.#options.version;
  }

  getAppPath(): string {
    return this.#options.appPath;
  }

  getLocale(): string {
    return "en-US";
  }

  getPath(name: string): string {
    const set = this.#paths.get(name);
    if (set !== undefined) return set;
    const home = os.homedir();
    const userData = (): string =>
      this.#options.switches.get("user-data-dir") ?? path.join(home, ".config", this.name);
    const known: Readonly<Record<string, () => string>> = {
      home: () => home,
      temp: () => os.tmpdir(),
      exe: () => process.execPath,
      appData: () => path.join(home, ".config"),
      userData,
      sessionData: userData,
      ...Object.fromEntries(
        ["Desktop", "Documents", "Downloads", "Music", "Pictures", "Videos"].map((folder) => [
          folder.toLowerCase(),
          () => path.join(home, folder),
        ]),
      ),
      crashDumps: () => path.join(this.getPath("userData"), "Crashpad"),
      logs: () => path.join(this.getPath("userData"), "logs"),
    };
    const path_ = known[name];
    if (path_ === undefined) throw new Error(`electron-host: app.getPath('${name}') is not in this host`);
    return path_();
  }

  setPath(name: string, value: string): void {
    this.#paths.set(name, value);
  }

  /** Chromium's sandbox is switched by the host; a renderer has no Node either way. */
  enableSandbox(): void {}
  setAppUserModelId(_id: string): void {}
  setDesktopName(_name: string): void {}
  setAboutPanelOptions(_options: unknown): void {}
  disableHardwareAcceleration(): void {}
  focus(): void {}

  getSystemLocale(): string {
    return this.getLocale();
  }

  getLocaleCountryCode(): string {
    return "US";
  }

  getPreferredSystemLanguages(): string[] {
    return [this.getLocale()];
  }

  get badgeCount(): number {
    return this.#badgeCount;
  }

  set badgeCount(count: number) {
    this.#badgeCount = count;
  }

  setBadgeCount(count = 0): boolean {
    this.#badgeCount = count;
    return true;
  }

  getBadgeCount(): number {
    return this.#badgeCount;
  }

  setLoginItemSettings(_settings: unknown): void {}

  getLoginItemSettings(): LoginItemSettings {
    return noLoginItem();
  }

  /** Which links the system would give to this app, for as long as it runs. */
  setAsDefaultProtocolClient(scheme: string): boolean {
    this.#protocols.add(scheme);
    return true;
  }

  removeAsDefaultProtocolClient(scheme: string): boolean {
    return this.#protocols.delete(scheme);
  }

  isDefaultProtocolClient(scheme: string): boolean {
    return this.#protocols.has(scheme);
  }

  /** Nothing is started again: a test starts the app itself. */
  relaunch(_options?: RelaunchOptions): void {}

  requestSingleInstanceLock(data?: unknown): boolean {
    this.#lock ??= new SingleInstanceLock(this.getPath("userData"));
    const mine = { argv: process.argv, workingDirectory: process.cwd(), additionalData: data };
    return this.#lock.acquire(mine, (other) =>
      this.emit("second-instance", createEvent({}), other.argv, other.workingDirectory, other.additionalData),
    );
  }

  hasSingleInstanceLock(): boolean {
    return this.#lock?.held === true;
  }

  releaseSingleInstanceLock(): void {
    this.#lock?.release();
  }

  quit(): void {
    if (this.#quitting) return;
    const before = createEvent({});
    this.emit("before-quit", before);
    if (before.defaultPrevented) return;
    this.#quitting = true;
    const will = createEvent({});
    if (this.#options.closeWindows()) this.emit("will-quit", will);
    else will.preventDefault();
    if (will.defaultPrevented) {
      this.#quitting = false;
      return;
    }
    this.emit("quit", createEvent({}), 0);
    this.exit(0);
  }

  exit(code = 0): void {
    this.#quitting = true;
    this.#lock?.release();
    void this.#options.closeBrowser().finally(() => process.exit(code));
  }
}
