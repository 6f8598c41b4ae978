/** The snapshot that main sends and the renderer shows. */
import { z } from "zod";
import { Call } from "../call/call.ts";
import { Failure } from "../errors.ts";
import { UserId } from "../ids.ts";
import { Person } from "../wire/token-server.ts";

/** Why the keychain cannot be used; the sentence is in `renderer/strings`. */
export const KeychainProblem = z.enum(["missing", "locked", "timeout"]);
export type KeychainProblem = z.infer<typeof KeychainProblem>;

const Me = z.object({ id: UserId, name: z.string() });

/** Who is signed in. `keychain` of a signed-in account: null when the secret is kept there, else why it is not. */
export const AccountState = z.discriminatedUnion("phase", [
  /** Start-up: looking for a kept sign-in. */
  z.object({ phase: z.literal("restoring") }),
  z.object({
    phase: z.literal("signed-out"),
    /** Why, if not by the user's wish. */
    failure: Failure.nullable(),
    keychain: KeychainProblem.nullable(),
  }),
  z.object({ phase: z.literal("signing-in") }),
  z.object({ phase: z.literal("signed-in"), me: Me, keychain: KeychainProblem.nullable() }),
]);
export type AccountState = z.infer<typeof AccountState>;

/** The event stream to the token server: may we be rung? */
export const Registration = z.enum(["offline", "connecting", "registered", "reconnecting"]);
export type Registration = z.infer<typeof Registration>;

export const Theme = z.enum(["system", "light", "dark"]);
export type Theme = z.infer<typeof Theme>;

/** What the user chose. `null` devices follow the system. */
export const Settings = z.object({
  server: z.string().max(2_000),
  username: z.string().max(64),
  theme: Theme,
  microphoneId: z.string().max(512).nullable(),
  speakerId: z.string().max(512).nullable(),
  echoCancellation: z.boolean(),
  noiseSuppression: z.boolean(),
  autoGainControl: z.boolean(),
  ringtone: z.boolean(),
});
export type Settings = z.infer<typeof Settings>;

/** Settings a page may change; server and username change by signing in. */
export const SettingsChange = Settings.omit({ server: true, username: true }).partial();
export type SettingsChange = z.infer<typeof SettingsChange>;

/** `id` is the browser's device id; a label is empty until the microphone was allowed once. */
export const AudioDevice = z.object({ id: z.string().max(512), label: z.string().max(512) });
export type AudioDevice = z.infer<typeof AudioDevice>;
export const AudioDevices = z.object({ microphones: z.array(AudioDevice), speakers: z.array(AudioDevice) });
export type AudioDevices = z.infer<typeof AudioDevices>;

/** All that a screen needs, numbered. A snapshot replaces the one before; lower revisions are dropped. */
export const Snapshot = z.object({
  revision: z.int().nonnegative(),
  account: AccountState,
  registration: Registration,
  people: z.array(Person),
  /** Live calls, and ended ones until dismissed. At most one is live and not ringing inbound. */
  calls: z.array(Call),
  settings: Settings,
  devices: AudioDevices,
  version: z.string(),
});
export type Snapshot = z.infer<typeof Snapshot>;
