/** The snapshot that main sends and the renderer shows. */
import { z } from "zod";
import { Call, EndReason, Remote } from "../call/call.ts";
import { Failure } from "../errors.ts";
import { CallId, PhoneNumber, UserId } from "../ids.ts";
import { Room } from "../wire/rooms.ts";
import { Capability, Person } from "../wire/token-server.ts";
import { DesktopState } from "./desktop.ts";
import { ChatState } from "./chat.ts";
import { ShareState } from "./screen.ts";
import { UpdateState } from "./updates.ts";

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
  cameraId: z.string().max(512).nullable(),
  /** ISO 3166-1 alpha-2: how a number without country code is read. */
  region: z.string().regex(/^[A-Z]{2}$/),
  echoCancellation: z.boolean(),
  noiseSuppression: z.boolean(),
  autoGainControl: z.boolean(),
  ringtone: z.boolean(),
  /** Rings on another loudspeaker than calls are heard on; null on the same. */
  ringDeviceId: z.string().max(512).nullable(),
  /** No sound, no notification, no window that comes up. */
  doNotDisturb: z.boolean(),
  startAtLogin: z.boolean(),
  /** Keys that work while another program has the focus. */
  globalShortcuts: z.boolean(),
  /** Tell of messages while Deskline is not in front. */
  messageNotifications: z.boolean(),
  /** With their words; never while the screen is locked. */
  messagePreview: z.boolean(),
});
export type Settings = z.infer<typeof Settings>;

/** Settings a page may change; server and username change by signing in. */
export const SettingsChange = Settings.omit({ server: true, username: true }).partial();
export type SettingsChange = z.infer<typeof SettingsChange>;

/** `id` is the browser's device id; a label is empty until the microphone (or camera) was allowed once. */
export const MediaDevice = z.object({ id: z.string().max(512), label: z.string().max(512) });
export type MediaDevice = z.infer<typeof MediaDevice>;
export const MediaDevices = z.object({
  microphones: z.array(MediaDevice),
  speakers: z.array(MediaDevice),
  cameras: z.array(MediaDevice),
});
export type MediaDevices = z.infer<typeof MediaDevices>;

/** A call that is over, kept over restarts. */
export const Recent = z.object({
  id: CallId,
  remote: Remote,
  direction: z.enum(["outbound", "inbound"]),
  calledNumber: PhoneNumber.nullable(),
  /** Ms since the epoch. */
  startedAt: z.number(),
  endedAt: z.number(),
  /** Null when nobody talked. */
  connectedAt: z.number().nullable(),
  reason: EndReason,
  /** A missed call that the user has not looked at yet. */
  unseen: z.boolean(),
});
export type Recent = z.infer<typeof Recent>;

/** How well the active call's media travels; null while nothing is measured. */
export const Quality = z.object({
  level: z.enum(["good", "fair", "poor"]),
  rttMs: z.number().nullable(),
  jitterMs: z.number(),
  loss: z.number(),
});
export type Quality = z.infer<typeof Quality>;

/** All that a screen needs, numbered. A snapshot replaces the one before; lower revisions are dropped. */
export const Snapshot = z.object({
  revision: z.int().nonnegative(),
  account: AccountState,
  registration: Registration,
  /** What the server can do for us: what is not named here is not shown. */
  capabilities: z.array(Capability),
  /** Our own phone numbers. */
  numbers: z.array(PhoneNumber),
  people: z.array(Person),
  rooms: z.array(Room),
  /** Live calls, and ended ones until dismissed. At most one of the live ones is neither held nor ringing inbound. */
  calls: z.array(Call),
  /** Newest first. */
  recents: z.array(Recent).max(200),
  chat: ChatState,
  share: ShareState.nullable(),
  quality: Quality.nullable(),
  settings: Settings,
  devices: MediaDevices,
  desktop: DesktopState,
  version: z.string(),
  update: UpdateState,
});
export type Snapshot = z.infer<typeof Snapshot>;
