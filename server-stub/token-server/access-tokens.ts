import { randomBytes } from "node:crypto";
import { errors, jwtVerify, SignJWT } from "jose";
import { z } from "zod";
import type { Clock } from "../../common/clock.ts";
import { ClientId, UserId } from "../../common/ids.ts";

const audience = "deskline-token-server";

/** `jti`: the hash of the refresh token that was given with it. */
const Claims = z.object({ sub: UserId, client: ClientId, family: z.uuid(), jti: z.string().min(1) });
export type AccessClaims = z.infer<typeof Claims>;

/**
 * Short-lived bearer tokens (JWT, HS256). The key lives as long as the process: after a restart a client refreshes,
 * which it can do anyway.
 */
export class AccessTokens {
  readonly #key = randomBytes(32);
  readonly #clock: Clock;
  readonly lifetimeSeconds: number;

  constructor(options: { clock: Clock; lifetimeSeconds: number }) {
    this.#clock = options.clock;
    this.lifetimeSeconds = options.lifetimeSeconds;
  }

  issue(claims: AccessClaims): Promise<string> {
    const now = Math.floor(this.#clock.now() / 1_000);
    return new SignJWT({ client: claims.client, family: claims.family })
      .setProtectedHeader({ alg: "HS256" })
      .setSubject(claims.sub)
      .setAudience(audience)
      .setJti(claims.jti)
      .setIssuedAt(now)
      .setExpirationTime(now + this.lifetimeSeconds)
      .sign(this.#key);
  }

  /** Null for anything that is not a token of ours, or no longer. */
  async read(token: string): Promise<AccessClaims | null> {
    try {
      const options = { algorithms: ["HS256"], audience, currentDate: new Date(this.#clock.now()) };
      const { payload } = await jwtVerify(token, this.#key, options);
      const claims = Claims.safeParse(payload);
      return claims.success ? claims.data : null;
    } catch (cause) {
      if (cause instanceof errors.JOSEError) return null;
      throw cause;
    }
  }
}
