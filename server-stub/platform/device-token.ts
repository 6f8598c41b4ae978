import { jwtVerify, SignJWT } from "jose";
import { z } from "zod";
import type { Clock } from "../../common/clock.ts";
import { err, ok, type Result } from "../../common/result.ts";

export interface VerifiedToken {
  readonly participantId: string;
  /** Ms since the epoch. */
  readonly expiresAt: number;
}

/** Makes and checks device tokens (bandwidth.md 1.4). Whether the participant still exists is the registry's to say. */
export interface DeviceTokens {
  issue(participantId: string): Promise<string>;
  /** Fails for a forged, expired or foreign token and for any other device API version. */
  verify(token: string): Promise<Result<VerifiedToken, "invalid">>;
}

export interface DeviceTokenOptions {
  readonly accountId: string;
  readonly secret: Uint8Array;
  readonly lifetimeMs: number;
  readonly clock: Clock;
}

const Claims = z.object({ a: z.string(), p: z.string(), v: z.literal("v3"), exp: z.number() });

/** Longer ones are not ours: they would not fit a SIP user-to-user header (R20). */
const maxTokenLength = 512;

export function createDeviceTokens({
  accountId,
  secret,
  lifetimeMs,
  clock,
}: DeviceTokenOptions): DeviceTokens {
  return {
    issue(participantId) {
      const exp = Math.floor((clock.now() + lifetimeMs) / 1000);
      // No `typ`: with it the token would be too long for a user-to-user header (bandwidth.md 1.4).
      return new SignJWT({ a: accountId, p: participantId, v: "v3", exp })
        .setProtectedHeader({ alg: "HS256" })
        .sign(secret);
    },
    async verify(token) {
      if (token.length > maxTokenLength) return err("invalid");
      const verified = await jwtVerify(token, secret, {
        algorithms: ["HS256"],
        currentDate: new Date(clock.now()),
        requiredClaims: ["exp"],
      }).catch(() => null);
      const claims = Claims.safeParse(verified?.payload);
      if (!claims.success || claims.data.a !== accountId) return err("invalid");
      return ok({ participantId: claims.data.p, expiresAt: claims.data.exp * 1000 });
    },
  };
}
