/** Surfaces of the operating system as models: what a test can read, and trigger through their events. */
import type { EventEmitter } from "node:events";
import { guarded } from "../not-in-host.ts";
import { createEvent, GuardedEmitter } from "./guarded-emitter.ts";
import { Menu, MenuItem, Tray } from "./menus.ts";
import { nativeImageModule } from "./native-image.ts";

interface NotificationOptions {
  readonly title?: string;
  readonly body?: string;
}

export class Notification extends GuardedEmitter {
  readonly title: string;
  readonly body: string;

  constructor(options: NotificationOptions = {}) {
    super("Notification");
    this.title = options.title ?? "";
    this.body = options.body ?? "";
  }

  show(): void {
    setImmediate(() => this.emit("show", createEvent({})));
  }

  close(): void {
    this.emit("close", createEvent({}));
  }

  static isSupported(): boolean {
    return true;
  }
}

/** A module whose events a test emits. */
function emitting<T extends object>(name: string, members: T): T & EventEmitter {
  const emitter = new GuardedEmitter(name);
  return Object.assign(emitter, members);
}

/** Shortcuts that the app holds; a second holder of one is refused, as by the system. */
function createGlobalShortcut(): object {
  const held = new Map<string, () => void>();
  return guarded("globalShortcut", {
    register: (accelerator: string, action: () => void): boolean => {
      if (held.has(accelerator)) return false;
      held.set(accelerator, action);
      return true;
    },
    isRegistered: (accelerator: string): boolean => held.has(accelerator),
    unregister: (accelerator: string): void => void held.delete(accelerator),
    unregisterAll: (): void => held.clear(),
  });
}

function createPowerSaveBlocker(): object {
  const blockers = new Set<number>();
  let lastId = 0;
  return guarded("powerSaveBlocker", {
    start: (_type: string): number => {
      blockers.add(++lastId);
      return lastId;
    },
    stop: (id: number): boolean => blockers.delete(id),
    isStarted: (id: number): boolean => blockers.has(id),
  });
}

/** A clipboard of this app's own, so that tests on one machine do not meet. */
function createClipboard(): object {
  let text = "";
  return guarded("clipboard", {
    writeText: (value: string): void => void (text = value),
    readText: (): string => text,
    clear: (): void => void (text = ""),
  });
}

export interface Surfaces {
  readonly Notification: typeof Notification;
  readonly Menu: typeof Menu;
  readonly MenuItem: typeof MenuItem;
  readonly Tray: typeof Tray;
  readonly globalShortcut: object;
  readonly powerSaveBlocker: object;
  readonly clipboard: object;
  readonly nativeImage: object;
  readonly shell: object;
  readonly dialog: object;
  readonly powerMonitor: object;
  readonly nativeTheme: object;
}

export function createSurfaces(): Surfaces {
  return {
    ...{ Notification, Menu, MenuItem, Tray },
    globalShortcut: createGlobalShortcut(),
    powerSaveBlocker: createPowerSaveBlocker(),
    clipboard: createClipboard(),
    nativeImage: nativeImageModule,
    shell: guarded("shell", { openExternal: (_url: string) => Promise.resolve() }),
    dialog: guarded("dialog", {
      // nobody is there to click: the first button is taken
      showMessageBox: (..._args: unknown[]) => Promise.resolve({ response: 0, checkboxChecked: false }),
      showErrorBox: (title: string, content: string) =>
        void process.stderr.write(`electron-host: error box: ${title}: ${content}\n`),
    }),
    powerMonitor: emitting("powerMonitor", {}),
    nativeTheme: emitting("nativeTheme", { shouldUseDarkColors: false, themeSource: "system" }),
  };
}
