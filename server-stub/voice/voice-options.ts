import type { PrivateAddresses } from "../platform/webhooks/guarded-request.ts";
import type { Clock } from "../../common/clock.ts";
import type { Log } from "../log.ts";
import type { Interconnect } from "../platform/interconnect.ts";
import type { PhoneNetwork } from "../pstn/phone-network.ts";
import type { Speech } from "./audio/speech.ts";

/** The one account of this Voice API and its API user (HTTP Basic, bandwidth.md 6.2). */
export interface VoiceAccount {
  readonly accountId: string;
  readonly username: string;
  readonly password: string;
}

/** Who decides about calls: POST /calls names one, and each number belongs to one. */
export interface VoiceApplication {
  readonly id: string;
  /** Gets `initiate` of inbound calls and answers with BXML. */
  readonly callInitiatedUrl: string;
  readonly callInitiatedFallbackUrl?: string;
  /** Gets `disconnect` of inbound calls. */
  readonly callStatusUrl?: string;
  /** HTTP Basic credentials of these webhooks. */
  readonly username?: string;
  readonly password?: string;
  /** E.164 numbers whose inbound calls it gets, and that its calls may come from. */
  readonly numbers: readonly string[];
}

export interface VoiceLimits {
  /** More new calls within a second are answered with 429. */
  readonly callsPerSecond: number;
  readonly concurrentCalls: number;
  /** How long an ended call can be read. */
  readonly keepMs: number;
  /** A call that does not start to ring so soon is given up, whatever its `callTimeout`. */
  readonly ringStartMs: number;
}

export const voiceLimits: VoiceLimits = {
  callsPerSecond: 5,
  concurrentCalls: 100,
  keepMs: 7 * 24 * 3_600_000,
  ringStartMs: 30_000,
};

export interface VoiceApiOptions {
  /** 127.0.0.1 when absent. */
  readonly host?: string;
  /** Any free port when absent or 0. */
  readonly port?: number;
  readonly account: VoiceAccount;
  /** Stays its owner's: closing the Voice API ends its calls, not the network. */
  readonly network: PhoneNetwork;
  readonly interconnect: Interconnect;
  /** SIP addresses that lead to the interconnect, beside `sip:sipx.webrtc.bandwidth.com`. */
  readonly sipxUris?: readonly string[];
  readonly applications?: readonly VoiceApplication[];
  readonly limits?: Partial<VoiceLimits>;
  /** Lets webhooks reach loopback and private addresses: for a back end on the same machine or network. */
  readonly allowPrivateAddresses?: PrivateAddresses;
  /** How sentences are spoken; two tones instead of words when absent. */
  readonly speech?: Speech;
  readonly clock: Clock;
  readonly log: Log;
}
