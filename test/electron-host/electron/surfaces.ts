/** Surfaces of the operating system as models: what a test can read, and trigger through their events. */
import { type EventEmitter } from "node:events";
import { guarded } from "../not-in-host.ts";
import { createEvent, GuardedEmitter } from "./guarded-emitter.ts";

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

const area = { x: 0, y: 0, width: 1280, height: 900 };
const display = { id: 1, bounds: area, workArea: area, workAreaSize: area, size: area, scaleFactor: 1 };

/** A module whose events a test emits. */
function emitting<T extends object>(name: string, members: T): T & EventEmitter {
  const emitter = new GuardedEmitter(name);
  return Object.assign(emitter, members);
}

export interface Surfaces {
  readonly Notification: typeof Notification;
  readonly screen: object;
  readonly shell: object;
  readonly dialog: object;
  readonly powerMonitor: object;
  readonly nativeTheme: object;
}

export function createSurfaces(): Surfaces {
  return {
    Notification,
    screen: emitting("screen", {
      getAllDisplays: () => [display],
      getPrimaryDisplay: () => display,
      getDisplayMatching: () => display,
    }),
    shell: guarded("shell", { openExternal: (_url: string) => Promise.resolve() }),
    dialog: guarded("dialog", {
      showErrorBox: (title: string, content: string) =>
        void process.stderr.write(`electron-host: error box: ${title}: ${content}\n`),
    }),
    powerMonitor: emitting("powerMonitor", {}),
    nativeTheme: emitting("nativeTheme", { shouldUseDarkColors: false, themeSource: "system" }),
  };
}
