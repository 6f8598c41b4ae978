import os from "node:os";
import path from "node:path";
import { guarded } from "../not-in-host.ts";
import { createEvent, GuardedEmitter } from "./guarded-emitter.ts";
import { SingleInstanceLock } from "./single-instance.ts";

export interface AppOptions {
  readonly appPath: string;
  readonly name: string;
  readonly version: string;
  readonly switches: Map<string, string>;
  /** Ends Chromium. */
  readonly closeBrowser: () => Promise<void>;
  /** Closes every window; false when one of them refused. */
  readonly closeWindows: () => boolean;
}

/** `app`. Quitting follows Electron's order: before-quit, each window's close, will-quit, quit. */
export class App extends GuardedEmitter {
  readonly #options: AppOptions;
  readonly #paths = new Map<string, string>();
  readonly #ready: Promise<void>;
  #becomeReady: () => void = () => {};
  #isReady = false;
  #quitting = false;
  #lock: SingleInstanceLock | null = null;
  name: string;
  readonly isPackaged = false;
  readonly commandLine: object;

  constructor(options: AppOptions) {
    super("app");
    this.#options = options;
    this.name = options.name;
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
  focus(): void {}

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
