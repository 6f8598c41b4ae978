import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { Settings } from "../../common/contract/state.ts";
import { ClientId } from "../../common/ids.ts";
import type { Dispose } from "../../common/scope.ts";
import type { Log } from "../log/log.ts";
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
  readonly #file: string;
  readonly #log: Log;
  readonly #listeners = new Set<(settings: Settings) => void>();
  #stored: Stored;

  constructor(options: FileSettingsOptions) {
    this.#file = path.join(options.folder, "settings.json");
    this.#log = options.log;
    this.#stored = this.#read(options);
    this.#write();
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
    this.#write();
    for (const listener of [...this.#listeners]) listener(this.#stored.settings);
  }

  placeWindow(place: WindowPlace): void {
    this.#stored = { ...this.#stored, window: place };
    this.#write();
  }

  onChange(listener: (settings: Settings) => void): Dispose {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #read({ newClientId, preset }: FileSettingsOptions): Stored {
    const base = { ...defaultSettings, ...preset };
    const text = readIfThere(this.#file);
    if (text === null) return { clientId: newClientId(), settings: base, window: null };
    const stored = Stored.safeParse(parseJson(text));
    if (!stored.success) {
      renameSync(this.#file, `${this.#file}.damaged`);
      this.#log.warn("settings unreadable, put aside");
      return { clientId: newClientId(), settings: base, window: null };
    }
    const { clientId, settings, window } = stored.data;
    return { clientId, window, settings: { ...base, ...readable(settings), ...preset } };
  }

  /** Whole and atomic: a crash leaves the old file or the new one. A full disk costs the setting, not the app. */
  #write(): void {
    const temporary = `${this.#file}.new`;
    try {
      mkdirSync(path.dirname(this.#file), { recursive: true });
      writeFileSync(temporary, `${JSON.stringify(this.#stored, null, 2)}\n`, { mode: 0o600 });
      renameSync(temporary, this.#file);
    } catch (cause) {
      if (!isSystemError(cause)) throw cause;
      this.#log.error("settings not written", { code: cause.code });
    }
  }
}

function readable(stored: Record<string, unknown>): Partial<Settings> {
  const known = Object.entries(stored).filter(([key, value]) => {
    const schema = (Settings.shape as Record<string, z.ZodType | undefined>)[key];
    return schema !== undefined && schema.safeParse(value).success;
  });
  return Object.fromEntries(known); // each entry was checked against its own schema
}

function readIfThere(file: string): string | null {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    if (isSystemError(cause) && cause.code === "ENOENT") return null;
    throw cause;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

const isSystemError = (cause: unknown): cause is NodeJS.ErrnoException & { code: string } =>
  cause instanceof Error && "code" in cause && typeof cause.code === "string";
