import { createHash, randomBytes, randomUUID } from "node:crypto";
import type { Clock } from "../../common/clock.ts";
import { MediaAccessId, type CallId } from "../../common/ids.ts";
import { err, ok, type Result } from "../../common/result.ts";
import type { Dispose } from "../../common/scope.ts";
import type { ParticipantWebhook } from "../../common/wire/control-api.ts";
import type { MediaAccess } from "../../common/wire/token-server.ts";
import type { Log } from "../log.ts";
import type { Client, ClientKey } from "./client.ts";
import type { ControlClient } from "./control-client.ts";
import { DeviceLedger } from "./device-ledger.ts";
import { fail, type Failure } from "./failure.ts";
import type { PlatformCleanup } from "./platform-cleanup.ts";
import type { RateLimit } from "./rate-limit.ts";
import { turnCredentials, type TurnServer } from "./turn-credentials.ts";

export interface MediaAccessesOptions {
  readonly control: ControlClient;
  readonly cleanup: PlatformCleanup;
  readonly clock: Clock;
  readonly log: Log;
  readonly websocketUrl: string;
  readonly iceServers: MediaAccess["iceServers"];
  readonly turn: TurnServer | undefined;
  /** Where the platform reaches our webhook route, without the secret; known once we listen. */
  readonly webhookUrl: () => string;
  readonly lifetimeMs: number;
  /** By person. */
  readonly limit: RateLimit;
  readonly isLive: (client: Client) => boolean;
  /** The last device of a participant in a call is gone. */
  readonly onLost: (callId: CallId, owner: ClientKey) => void;
}

interface Access {
  readonly id: MediaAccessId;
  readonly owner: ClientKey;
  readonly participantId: string;
  readonly secretHash: string;
  readonly expiresAt: number;
  readonly devices: DeviceLedger;
  readonly stopExpiry: Dispose;
  callId: CallId | null;
}

const maxUnusedPerClient = 4;

/** Permissions to use media: a participant at the platform each, made ahead, used for one call, then deleted. */
export class MediaAccesses {
  readonly #options: MediaAccessesOptions;
  readonly #accesses = new Map<MediaAccessId, Access>();
  readonly #bySecret = new Map<string, Access>();

  constructor(options: MediaAccessesOptions) {
    this.#options = options;
  }

  async create(client: Client): Promise<Result<MediaAccess, Failure>> {
    const { control, cleanup, log, websocketUrl } = this.#options;
    const counted = this.#options.limit.take(client.person.id);
    if (!counted.ok) return err({ code: "too-many-attempts", ...counted.error });
    const secret = randomBytes(24).toString("base64url");
    const callbackUrl = `${this.#options.webhookUrl()}/${secret}`;
    const created = await control.createParticipant({
      callbackUrl,
      tag: "deskline",
      publishPermissions: ["AUDIO", "VIDEO"],
    });
    if (!created.ok) {
      log("error", "no participant from the platform", { problem: created.error });
      return fail("platform-unavailable");
    }
    const { participant, token } = created.value;
    if (!this.#options.isLive(client)) {
      cleanup.participant(participant.id);
      return fail("unauthorized");
    }
    const access = this.#keep(client.key, participant.id, hashSecret(secret));
    this.#limitUnused(client.key);
    const { id, expiresAt } = access;
    const iceServers = this.#iceServersFor(id);
    return ok({ id, websocketUrl, deviceToken: token, participantId: participant.id, expiresAt, iceServers });
  }

  /** The access names the credentials: the TURN server does not learn who its user is. */
  #iceServersFor(id: MediaAccessId): MediaAccess["iceServers"] {
    const { iceServers, turn, clock } = this.#options;
    return turn === undefined
      ? iceServers
      : [...iceServers, turnCredentials(turn, { id, nowMs: clock.now() })];
  }

  isUsable(id: MediaAccessId, owner: ClientKey): boolean {
    const access = this.#accesses.get(id);
    return access !== undefined && access.owner === owner && access.callId === null;
  }

  /** Binds the access to a call and returns its participant. It must be the client's own, and unused. */
  take(id: MediaAccessId, owner: ClientKey, callId: CallId): Result<string, Failure> {
    const access = this.#accesses.get(id);
    if (!access || !this.isUsable(id, owner)) return fail("media-access-gone");
    access.stopExpiry();
    access.callId = callId;
    return ok(access.participantId);
  }

  /** Deletes the participant. Releasing twice is releasing once. */
  release(id: MediaAccessId): void {
    const access = this.#accesses.get(id);
    if (!access) return;
    access.stopExpiry();
    this.#accesses.delete(id);
    this.#bySecret.delete(access.secretHash);
    this.#options.cleanup.participant(access.participantId);
  }

  /** The client's session ended. Those in use end with their calls. */
  releaseUnused(owner: ClientKey): void {
    for (const access of this.#unused(owner)) this.release(access.id);
  }

  releaseAll(): void {
    for (const id of [...this.#accesses.keys()]) this.release(id);
  }

  /** A participant webhook (bandwidth.md section 3). False when the secret opens nothing. */
  receive(secret: string, webhook: ParticipantWebhook): boolean {
    const access = this.#bySecret.get(hashSecret(secret));
    if (!access || access.participantId !== webhook.participantId) return false;
    if (access.devices.record(webhook) === "last-left" && access.callId !== null) {
      this.#options.onLost(access.callId, access.owner);
    }
    return true;
  }

  #keep(owner: ClientKey, participantId: string, secretHash: string): Access {
    const { clock, lifetimeMs } = this.#options;
    const id = MediaAccessId.parse(randomUUID());
    const access: Access = {
      id,
      owner,
      participantId,
      secretHash,
      expiresAt: clock.now() + lifetimeMs,
      devices: new DeviceLedger(),
      stopExpiry: clock.after(lifetimeMs, () => this.release(id)),
      callId: null,
    };
    this.#accesses.set(id, access);
    this.#bySecret.set(secretHash, access);
    return access;
  }

  /** The oldest go first, but those that a device has already connected with go last: a call may be about to use them. */
  #limitUnused(owner: ClientKey): void {
    const unused = this.#unused(owner);
    const idle = unused.filter((access) => access.devices.size === 0);
    const connected = unused.filter((access) => access.devices.size > 0);
    const surplus = [...idle.slice(0, -1), ...connected].slice(
      0,
      Math.max(0, unused.length - maxUnusedPerClient),
    );
    for (const access of surplus) this.release(access.id);
  }

  #unused(owner: ClientKey): Access[] {
    return [...this.#accesses.values()].filter((access) => access.owner === owner && access.callId === null);
  }
}

function hashSecret(secret: string): string {
  return createHash("sha256").update(secret).digest("base64url");
}
