import type { Clock } from "../../common/clock.ts";
import type { MediaEngine, MediaEngineOptions, ProducerKind } from "../media/media-engine.ts";
import type { Faults } from "./faults/faults.ts";
import type { WebhookOptions } from "./webhooks/webhooks.ts";

/** Where the platform's log lines go. The data never holds a token or a credential (R25). */
export type Log = MediaEngineOptions["log"];

/** The one account of this platform and its API user (HTTP Basic, bandwidth.md section 2). */
export interface Account {
  readonly accountId: string;
  readonly username: string;
  readonly password: string;
}

/** How a device is treated (bandwidth.md section 10). All in milliseconds. */
export interface DeviceTimes {
  /** How long a device without a socket keeps its media and state. */
  readonly graceMs: number;
  /** How long a subscribe offer may stay unanswered before it is repeated. */
  readonly answerTimeoutMs: number;
}

/** What the control API lets an account have (bandwidth.md 1.3). */
export interface PlatformLimits {
  readonly participantsPerSession: number;
  /** In characters. */
  readonly tagLength: number;
}

/** What happens when a second client comes with the token of one that is connected (bandwidth.md section 10). */
export type SecondDevice =
  /** The newest wins; the other one is closed with 1000. */
  | "replaces"
  /** The handshake is answered with 409. */
  | "refused";

/** How long negotiations take, seen from the server. */
export interface PlatformObserver {
  /** publish: from an offer to our answer; subscribe: from our offer to the answer that was applied. */
  negotiated(side: "publish" | "subscribe", seconds: number): void;
}

/** What there is at a moment. */
export interface PlatformFigures {
  readonly sessions: number;
  readonly participants: number;
  /** Connected, and lost ones whose grace period lasts. */
  readonly devices: { readonly connected: number; readonly waiting: number };
  /** Published now, by kind. */
  readonly tracks: Readonly<Record<ProducerKind, number>>;
}

export interface PlatformOptions extends Partial<DeviceTimes> {
  /** 127.0.0.1 when absent. */
  readonly host?: string;
  /** Any free port when absent or 0. */
  readonly port?: number;
  readonly account: Account;
  /** Stays its owner's: closing the platform closes the transports it made, not the engine. */
  readonly mediaEngine: MediaEngine;
  readonly log: Log;
  readonly clock: Clock;
  /** Key of the device tokens, at least 32 bytes. Random when absent: tokens then die with the process. */
  readonly tokenSecret?: Uint8Array;
  /** 9 h when absent (bandwidth.md 1.4). */
  readonly tokenLifetimeMs?: number;
  /** Sessions and participants disappear so long after their creation; 9 h when absent (R19). */
  readonly sessionLifetimeMs?: number;
  /** 20 participants and 50 characters when absent. */
  readonly limits?: Partial<PlatformLimits>;
  /** `replaces` when absent: the vendor's SDKs would try again for ever. */
  readonly secondDevice?: SecondDevice;
  readonly webhooks?: Partial<WebhookOptions>;
  readonly observe?: PlatformObserver;
  /** Where devices reach the gateway when that is not the address listened on, e.g. behind TLS. */
  readonly publicWebsocketUrl?: string;
  /** Things to go wrong on purpose: for tests, and only on a loopback address (docs/decisions/fault-injection.md). */
  readonly faults?: Faults;
}

const hourMs = 3_600_000;

export const platformDefaults = {
  host: "127.0.0.1",
  port: 0,
  tokenLifetimeMs: 9 * hourMs,
  sessionLifetimeMs: 9 * hourMs,
  graceMs: 30_000,
  answerTimeoutMs: 5_000,
  limits: { participantsPerSession: 20, tagLength: 50 },
  secondDevice: "replaces",
  maxHandshakes: 500,
} as const;
