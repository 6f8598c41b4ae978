import { createHash, randomBytes, randomUUID, timingSafeEqual } from "node:crypto";
import type { Clock } from "../../common/clock.ts";
import type { ClientId } from "../../common/ids.ts";
import { err, ok, type Result } from "../../common/result.ts";
import type { Capability, Session, SignInRequest } from "../../common/wire/token-server.ts";
import type { AccessTokens } from "./access-tokens.ts";
import { clientKey, type Client, type PersonRef } from "./client.ts";
import { fail, type Failure } from "./failure.ts";
import type { People } from "./people.ts";
import type { RateLimit } from "./rate-limit.ts";
import { networkOf } from "./remote-address.ts";
import type { TokenFamily, TokenStore } from "./token-store.ts";

const refreshLifetimeMs = 30 * 24 * 3_600_000;

export interface SessionsOptions {
  readonly people: People;
  readonly store: TokenStore;
  readonly accessTokens: AccessTokens;
  readonly limits: {
    /** Of wrong passwords. */
    readonly perUser: RateLimit;
    readonly perAddress: RateLimit;
    /** Of right ones: each leaves a sign-in behind. */
    readonly perPerson: RateLimit;
  };
  readonly clock: Clock;
  /** What this server can do, told with every sign-in. */
  readonly capabilities: readonly Capability[];
  /** A sign-in ended: its streams, calls and media accesses end with it. */
  readonly onEnded: (client: Client, reason: "signed-out" | "revoked" | "refresh-reused") => void;
}

/**
 * Who is signed in, where. A sign-in is a family of refresh tokens, each used once (RFC 9700 §4.14.2); using an old
 * one again ends the family, because then two hold it. The one before the present one may come again as long as nothing that
 * was given for it was used: its answer was lost, with a network or with a server that went down, and nobody is to sign in
 * anew for that.
 */
export class Sessions {
  readonly #options: SessionsOptions;

  constructor(options: SessionsOptions) {
    this.#options = options;
  }

  /** Signs in; an earlier sign-in of the same person at the same client ends. */
  async signIn(request: SignInRequest, address: string): Promise<Result<Session, Failure>> {
    const username = request.username.trim().toLowerCase();
    const network = networkOf(address);
    const allowed = this.#takeAttempt(username, network);
    if (!allowed.ok) return allowed;
    const person = await this.#options.people.authenticate(username, request.password);
    if (!person) return fail("wrong-password");
    this.#options.limits.perUser.giveBack(username);
    this.#options.limits.perAddress.giveBack(network);
    const counted = this.#options.limits.perPerson.take(person.id);
    if (!counted.ok) return err({ code: "too-many-attempts", ...counted.error });
    await this.#endEarlier(person, request.client.id);
    const family = { id: randomUUID(), userId: person.id, clientId: request.client.id };
    return ok(await this.#issue(person, family, null));
  }

  /** Trades the refresh token for a new pair. */
  async refresh(refreshToken: string): Promise<Result<Session, Failure>> {
    const family = this.#familyOf(refreshToken);
    const client = family && this.#client(family);
    if (!family || !client) return fail("unauthorized");
    const hash = hashToken(refreshToken);
    if (!sameHash(hash, family.currentHash) && !sameHash(hash, family.previousHash ?? "")) {
      await this.#end(client, "refresh-reused");
      return fail("refresh-reused");
    }
    return ok(await this.#issue(client.person, family, hash));
  }

  async signOut(client: Client): Promise<void> {
    await this.#end(client, "signed-out");
  }

  /** The client that an access token names, as long as its sign-in lives. */
  async authenticate(accessToken: string): Promise<Client | null> {
    const claims = await this.#options.accessTokens.read(accessToken);
    if (!claims) return null;
    const family = this.#live(claims.family);
    if (!family || family.userId !== claims.sub || family.clientId !== claims.client) return null;
    if (claims.jti === family.currentHash && family.previousHash !== null) {
      await this.#options.store.put({ ...family, previousHash: null });
    }
    return this.#client(family);
  }

  isLive(client: Client): boolean {
    return this.#live(client.familyId) !== undefined;
  }

  #takeAttempt(username: string, network: string): Result<void, Failure> {
    const { perUser, perAddress } = this.#options.limits;
    const byAddress = perAddress.take(network);
    if (!byAddress.ok) return err({ code: "too-many-attempts", ...byAddress.error });
    const byUser = perUser.take(username);
    return byUser.ok ? byUser : err({ code: "too-many-attempts", ...byUser.error });
  }

  /** Stores the new hash before the first await: of two refreshes with one token, only the pair of the later one counts. */
  async #issue(
    person: PersonRef,
    { id, userId, clientId }: Pick<TokenFamily, "id" | "userId" | "clientId">,
    previousHash: string | null,
  ): Promise<Session> {
    const { store, clock, accessTokens } = this.#options;
    const refreshToken = `${id}.${randomBytes(32).toString("base64url")}`;
    const currentHash = hashToken(refreshToken);
    const expiresAt = clock.now() + refreshLifetimeMs;
    await store.put({ id, userId, clientId, currentHash, previousHash, expiresAt });
    const claims = { sub: userId, client: clientId, family: id, jti: currentHash };
    const accessToken = await accessTokens.issue(claims);
    return {
      accessToken,
      expiresIn: accessTokens.lifetimeSeconds,
      refreshToken,
      user: { id: person.id, name: person.name },
      capabilities: [...this.#options.capabilities],
    };
  }

  async #endEarlier(person: PersonRef, clientId: ClientId): Promise<void> {
    const now = this.#options.clock.now();
    for (const family of this.#options.store.all()) {
      if (family.expiresAt <= now) await this.#options.store.delete(family.id);
      else if (family.userId === person.id && family.clientId === clientId) {
        await this.#end({ key: clientKey(person.id, clientId), person, familyId: family.id }, "revoked");
      }
    }
  }

  async #end(client: Client, reason: "signed-out" | "revoked" | "refresh-reused"): Promise<void> {
    const deleted = this.#options.store.delete(client.familyId);
    this.#options.onEnded(client, reason);
    await deleted;
  }

  #familyOf(refreshToken: string): TokenFamily | undefined {
    const [id] = refreshToken.split(".", 1);
    return id === undefined ? undefined : this.#live(id);
  }

  #live(familyId: string): TokenFamily | undefined {
    const family = this.#options.store.get(familyId);
    return family && family.expiresAt > this.#options.clock.now() ? family : undefined;
  }

  /** Null when the person is no longer in the configuration. */
  #client(family: TokenFamily): Client | null {
    const person = this.#options.people.get(family.userId);
    return person ? { key: clientKey(family.userId, family.clientId), person, familyId: family.id } : null;
  }
}

function hashToken(token: string): string {
  return createHash("sha256").update(token).digest("base64url");
}

function sameHash(one: string, other: string): boolean {
  return one.length === other.length && timingSafeEqual(Buffer.from(one), Buffer.from(other));
}
