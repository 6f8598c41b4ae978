import type { DesktopState } from "../../common/contract/desktop.ts";
import type { Log } from "../log/log.ts";

/** Electron's globalShortcut, as far as it is needed. */
export interface ShortcutRegistry {
  register(accelerator: string, action: () => void): boolean;
  unregister(accelerator: string): void;
}

export const accelerators = {
  accept: "CommandOrControl+Shift+A",
  hangUp: "CommandOrControl+Shift+D",
  mute: "CommandOrControl+Shift+M",
} as const;

export type ShortcutActions = Readonly<Record<keyof typeof accelerators, () => void>>;

/** Keys that work while another program has the focus. They are taken only while there is a call they can act on. */
export class GlobalShortcuts {
  readonly #registry: ShortcutRegistry;
  readonly #actions: ShortcutActions;
  readonly #log: Log;
  #state: DesktopState["shortcuts"] = "off";
  #held: string[] = [];

  constructor(registry: ShortcutRegistry, actions: ShortcutActions, log: Log) {
    this.#registry = registry;
    this.#actions = actions;
    this.#log = log;
  }

  /** taken: another program has one of them; the others work. */
  get state(): DesktopState["shortcuts"] {
    return this.#state;
  }

  /** True when the state is another one now. */
  update(wanted: boolean): boolean {
    const before = this.#state;
    if (!wanted) this.release();
    else if (before === "off") this.#take();
    return this.#state !== before;
  }

  release(): void {
    for (const accelerator of this.#held) this.#registry.unregister(accelerator);
    this.#held = [];
    this.#state = "off";
  }

  #take(): void {
    this.#state = "on";
    for (const name of Object.keys(accelerators) as (keyof typeof accelerators)[]) {
      if (this.#registry.register(accelerators[name], this.#actions[name]))
        this.#held.push(accelerators[name]);
      else {
        this.#state = "taken";
        this.#log.info("shortcut taken by another program", { name });
      }
    }
  }
}
