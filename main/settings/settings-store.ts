import type { Settings } from "../../common/contract/state.ts";
import type { ClientId } from "../../common/ids.ts";
import type { Dispose } from "../../common/scope.ts";

/** Where the window was, in screen coordinates. */
export interface WindowPlace {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly maximized: boolean;
}

/** Settings on disk, in the user-data folder. Read once at start, written whole and atomically. Never a secret. */
export interface SettingsStore {
  readonly settings: Settings;
  /** Made once for this installation. */
  readonly clientId: ClientId;
  readonly windowPlace: WindowPlace | null;
  change(change: Partial<Settings>): void;
  placeWindow(place: WindowPlace): void;
  onChange(listener: (settings: Settings) => void): Dispose;
}
