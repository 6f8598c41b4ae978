import path from "node:path";
import { z } from "zod";
import { Settings } from "../../common/contract/state.ts";
import { ClientId } from "../../common/ids.ts";
import type { Dispose } from "../../common/scope.ts";
import type { Log } from "../log/log.ts";
import { JsonFile } from "./json-file.ts";
import type { SettingsStore, WindowPlace } from "./settings-store.ts";

export const defaultSettings: Settings = {
  server: "http://127.0.0.1:8790",
  username: "",
  theme: "system",
  microphoneId: null,
  speakerId: null,
  cameraId: null,
  region: "US",
  echoCancellation: true,
  noiseSuppression: true,
  autoGainControl: true,
  ringtone: true,
  ringDeviceId: null,
  doNotDisturb: false,
  startAtLogin: false,
  globalShortcuts: true,
  messageNotifications: true,
  messagePreview: true,
};

const coordinate = z.int().min(-100_000).max(100_000);
const Place = z.object({
  x: coordinate,
  y: coordinate,
  width: coordinate,
  height: coordinate,
  maximized: z.boolean(),
});

/** A setting that a newer or older version does not know falls back by itself, without taking the others along. */
const Stored = z.object({
  clientId: ClientId,
  settings: z.record(z.string(), z.unknown()),
  window: Place.nullable().catch(null),
});
type Stored = { clientId: ClientId; settings: Settings; window: WindowPlace | null };

export interface FileSettingsOptions {
  /** The user-data folder. */
  readonly folder: string;
  readonly newClientId: () => ClientId;
  /** Defaults of this run, such as a preset server. */
  readonly preset: Partial<Settings>;
  readonly log: Log;
}

/** Settings in `settings.json`. A file that cannot be read is put aside, never overwritten. */
export class FileSettingsStore implements SettingsStore {
  readonly #file: JsonFile<typeof Stored>;
  readonly #listeners = new Set<(settings: Settings) => void>();
  #stored: Stored;

  constructor(options: FileSettingsOptions) {
    this.#file = new JsonFile(path.join(options.folder, "settings.json"), Stored, options.log);
    this.#stored = this.#read(options);
    this.#file.write(this.#stored);
  }

  get settings(): Settings {
    return this.#stored.settings;
  }

  get clientId(): ClientId {
    return this.#stored.clientId;
  }

  get windowPlace(): WindowPlace | null {
    return this.#stored.window;
  }

  change(change: Partial<Settings>): void {
    this.#stored = { ...this.#stored, settings: Settings.parse({ ...this.#stored.settings, ...change }) };
    this.#file.write(this.#stored);
    for (const listener of [...this.#listeners]) listener(this.#stored.settings);
  }

  placeWindow(place: WindowPlace): void {
    this.#stored = { ...this.#stored, window: place };
    this.#file.write(this.#stored);
  }

  onChange(listener: (settings: Settings) => void): Dispose {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #read({ newClientId, preset }: FileSettingsOptions): Stored {
    const base = { ...defaultSettings, ...preset };
    const stored = this.#file.read();
    if (stored === null) return { clientId: newClientId(), settings: base, window: null };
    const { clientId, settings, window } = stored;
    return { clientId, window, settings: { ...base, ...readable(settings), ...preset } };
  }
}

function readable(stored: Record<string, unknown>): Partial<Settings> {
  const known = Object.entries(stored).filter(([key, value]) => {
    const schema = (Settings.shape as Record<string, z.ZodType | undefined>)[key];
    return schema !== undefined && schema.safeParse(value).success;
  });
  return Object.fromEntries(known); // each entry was checked against its own schema
}
