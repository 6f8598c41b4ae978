import { err, ok, type Result } from "../../common/result.ts";
import { DeviceTokenClaims } from "../../common/wire/device-signaling.ts";

export type TokenProblem = "unreadable" | "version" | "expired";

/** Looks into a token without verifying it: is it for v3 (R23), is it still valid (R24)? Before any I/O. */
export function checkDeviceToken(token: string, now: number): Result<null, TokenProblem> {
  const claims = readClaims(token);
  if (claims === null) return err("unreadable");
  if (claims.v?.toLowerCase() !== "v3") return err("version");
  if (claims.exp !== undefined && claims.exp * 1_000 <= now) return err("expired");
  return ok(null);
}

function readClaims(token: string): DeviceTokenClaims | null {
  const [, payload, signature] = token.split(".");
  if (payload === undefined || signature === undefined) return null;
  try {
    const claims = DeviceTokenClaims.safeParse(
      JSON.parse(Buffer.from(payload, "base64url").toString("utf8")),
    );
    return claims.success ? claims.data : null;
  } catch {
    return null;
  }
}
