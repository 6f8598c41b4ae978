/** What the operating system decides or does, as models: a test reads them, or emits their events. */
import type {
  BaseWindow,
  Clipboard,
  Dialog,
  MessageBoxOptions,
  NativeTheme as ElectronNativeTheme,
  PowerMonitor as ElectronPowerMonitor,
  PowerSaveBlocker,
  Shell,
} from "electron";
import { guarded } from "../not-in-host.ts";
import { GuardedEmitter } from "./guarded-emitter.ts";

type PowerMonitorMembers = Pick<
  ElectronPowerMonitor,
  | ("getSystemIdleState" | "getSystemIdleTime" | "getCurrentThermalState")
  | ("isOnBatteryPower" | "onBatteryPower")
>;

/** Nobody is ever away here; `suspend` and the others are emitted by tests. */
export class PowerMonitor extends GuardedEmitter implements PowerMonitorMembers {
  readonly onBatteryPower = false;

  constructor() {
    super("powerMonitor");
  }

  getSystemIdleState(_thresholdSeconds: number): "active" {
    return "active";
  }

  getSystemIdleTime(): number {
    return 0;
  }

  getCurrentThermalState(): "unknown" {
    return "unknown";
  }

  isOnBatteryPower(): boolean {
    return this.onBatteryPower;
  }
}

type NativeThemeMembers = Pick<
  ElectronNativeTheme,
  | ("themeSource" | "shouldUseDarkColors" | "shouldUseDarkColorsForSystemIntegratedUI")
  | ("shouldUseHighContrastColors" | "shouldUseInvertedColorScheme" | "inForcedColorsMode")
  | ("prefersReducedTransparency" | "shouldDifferentiateWithoutColor")
>;

/** The system's theme is light; what the app chooses goes to its pages. */
export class NativeTheme extends GuardedEmitter implements NativeThemeMembers {
  readonly shouldUseHighContrastColors = false;
  readonly shouldUseInvertedColorScheme = false;
  readonly inForcedColorsMode = false;
  readonly prefersReducedTransparency = false;
  readonly shouldDifferentiateWithoutColor = false;
  readonly #apply: (scheme: "" | "light" | "dark") => void;
  #source: "system" | "light" | "dark" = "system";

  constructor(apply: (scheme: "" | "light" | "dark") => void) {
    super("nativeTheme");
    this.#apply = apply;
  }

  get themeSource(): "system" | "light" | "dark" {
    return this.#source;
  }

  set themeSource(source: "system" | "light" | "dark") {
    const before = this.shouldUseDarkColors;
    this.#source = source;
    this.#apply(source === "system" ? "" : source);
    if (before !== this.shouldUseDarkColors) setImmediate(() => this.emit("updated"));
  }

  get shouldUseDarkColors(): boolean {
    return this.#source === "dark";
  }

  get shouldUseDarkColorsForSystemIntegratedUI(): boolean {
    return this.shouldUseDarkColors;
  }
}

export function createPowerSaveBlocker(): PowerSaveBlocker {
  const blockers = new Set<number>();
  let lastId = 0;
  return guarded("powerSaveBlocker", {
    start: (type: string): number => {
      if (!["prevent-app-suspension", "prevent-display-sleep"].includes(type))
        throw new TypeError(`Invalid type of power save blocker: ${type}`);
      blockers.add(++lastId);
      return lastId;
    },
    stop: (id: number): boolean => blockers.delete(id),
    isStarted: (id: number): boolean => blockers.has(id),
  });
}

/** A clipboard of this app's own, so that tests on one machine do not meet. Asynchronous, as in Electron 45. */
export function createClipboard(): Pick<Clipboard, "writeText" | "readText" | "clear"> {
  let text = "";
  return guarded("clipboard", {
    writeText: (value: string): Promise<void> => {
      text = value;
      return Promise.resolve();
    },
    readText: (): Promise<string> => Promise.resolve(text),
    clear: (): void => void (text = ""),
  });
}

/** Opens nothing. */
export function createShell(): Pick<Shell, "openExternal" | "openPath" | "showItemInFolder" | "beep"> {
  return guarded("shell", {
    openExternal: (_url: string) => Promise.resolve(),
    openPath: (_path: string) => Promise.resolve(""),
    showItemInFolder: (_path: string) => undefined,
    beep: () => undefined,
  });
}

/** Nobody is there to answer: the default button is taken, and choosing a file is given up. Tests answer by the spy. */
export function createDialog(): Pick<
  Dialog,
  "showMessageBox" | "showMessageBoxSync" | "showErrorBox" | "showOpenDialog" | "showSaveDialog"
> {
  const defaultOf = (args: readonly (BaseWindow | MessageBoxOptions | undefined)[]): number =>
    (args.at(-1) as MessageBoxOptions).defaultId ?? 0;
  return guarded("dialog", {
    showMessageBox: (...args: [BaseWindow, MessageBoxOptions] | [MessageBoxOptions]) =>
      Promise.resolve({ response: defaultOf(args), checkboxChecked: false }),
    showMessageBoxSync: (...args: [BaseWindow, MessageBoxOptions] | [MessageBoxOptions]) => defaultOf(args),
    showErrorBox: (title: string, content: string) =>
      void process.stderr.write(`electron-host: error box: ${title}: ${content}\n`),
    showOpenDialog: () => Promise.resolve({ canceled: true, filePaths: [] }),
    showSaveDialog: () => Promise.resolve({ canceled: true, filePath: "" }),
  });
}

/** On Linux most of it does not exist in Electron either, media access among it: it is not asked for there. */
export function createSystemPreferences(): object {
  return guarded("systemPreferences", {
    getMediaAccessStatus: undefined,
    askForMediaAccess: undefined,
    getAccentColor: () => "3366ccff",
    getAnimationSettings: () => ({
      shouldRenderRichAnimation: true,
      scrollAnimationsEnabledBySystem: true,
      prefersReducedMotion: false,
    }),
  });
}
