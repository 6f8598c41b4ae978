import type { GlobalShortcut as ElectronGlobalShortcut } from "electron";
import { Guarded } from "../not-in-host.ts";
import { normalizeAccelerator } from "./accelerator.ts";

/** Shortcuts that the app holds. A second holder of one is refused; a test presses them through the spy. */
export class GlobalShortcut extends Guarded implements ElectronGlobalShortcut {
  readonly #held = new Map<string, () => void>();
  #suspended = false;

  constructor() {
    super("globalShortcut");
  }

  register(accelerator: string, action: () => void): boolean {
    const key = normalizeAccelerator(accelerator);
    if (this.#held.has(key)) return false;
    this.#held.set(key, action);
    return true;
  }

  registerAll(accelerators: string[], action: () => void): void {
    for (const accelerator of accelerators) this.register(accelerator, action);
  }

  isRegistered(accelerator: string): boolean {
    return this.#held.has(normalizeAccelerator(accelerator));
  }

  unregister(accelerator: string): void {
    this.#held.delete(normalizeAccelerator(accelerator));
  }

  unregisterAll(): void {
    this.#held.clear();
  }

  setSuspended(suspended: boolean): void {
    this.#suspended = suspended;
  }

  isSuspended(): boolean {
    return this.#suspended;
  }
}
