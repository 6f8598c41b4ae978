import type { Clock } from "../../common/clock.ts";
import type { MediaAccess } from "../../common/wire/token-server.ts";
import type { MailStore } from "./chat/mail-store.ts";
import type { Log } from "../log.ts";
import type { ApiClientOptions } from "./api-client.ts";
import type { Account } from "./people.ts";
import type { RoomStore } from "./rooms/room-store.ts";
import type { TokenStore } from "./token-store.ts";
import type { VoiceAccess } from "./voice-access.ts";
import type { TurnServer } from "./turn-credentials.ts";

export interface TokenServerOptions {
  readonly host: string;
  /** 0 for any free port. */
  readonly port: number;
  /** Where the platform reaches this server, when that is not where it listens. */
  readonly publicUrl?: string;
  /** Take the client's address from X-Forwarded-For; only behind a proxy that sets it. */
  readonly trustProxy: boolean;
  readonly accounts: readonly Account[];
  /** Hashed against for people who do not exist; as costly as the accounts' hashes. */
  readonly decoyHash: string;
  readonly control: ApiClientOptions;
  readonly deviceGatewayUrl: string;
  /** Absent where there are no phone calls. */
  readonly voice?: VoiceAccess;
  readonly iceServers: MediaAccess["iceServers"];
  /** Given to clients with credentials of their own. */
  readonly turn?: TurnServer;
  readonly store: TokenStore;
  /** Which rooms there are. */
  readonly rooms: RoomStore;
  /** Sealed messages for clients that are away. */
  readonly mail: MailStore;
  readonly clock: Clock;
  readonly log: Log;
  readonly random: () => number;
  readonly accessTokenSeconds: number;
  readonly mediaAccessMs: number;
  readonly noAnswerMs: number;
  readonly streamGraceMs: number;
  /** How long the other half of a call is waited for that is being rebuilt after a restart. */
  readonly rejoinMs: number;
  /** How long a room without anybody in it stays. */
  readonly emptyRoomMs: number;
  readonly limits: {
    readonly windowMs: number;
    /** Phone calls that one person may place. */
    readonly phoneCalls: number;
    /** Rooms that one person may make. */
    readonly rooms: number;
    /** Sealed envelopes that one client may post. */
    readonly mail: number;
    /** Sign-ins that one person may make, with the right password; wrong ones have their own limits. */
    readonly signIns: number;
    /** Media accesses that one person may ask for, each a participant at the platform. */
    readonly mediaAccesses: number;
  };
  readonly signInLimits: {
    readonly windowMs: number;
    readonly perUser: number;
    readonly perAddress: number;
  };
}
