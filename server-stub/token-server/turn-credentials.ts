import { createHmac } from "node:crypto";
import type { MediaAccess } from "../../common/wire/token-server.ts";

type IceServer = MediaAccess["iceServers"][number];

/** A TURN server that shares a secret with us. */
export interface TurnServer {
  readonly urls: readonly string[];
  readonly secret: string;
}

/** Longer than any call, as a call cannot get others: ICE may be restarted at its end (sessions last 9 h). */
const lifetimeSeconds = 12 * 3_600;

/**
 * Credentials that a TURN server checks by itself: the time when they end and whose they are, and what only those can
 * compute who know the secret (draft-uberti-behave-turn-rest, "use-auth-secret" in coturn). Whoever takes them from a
 * client can use them until then and no longer.
 */
export function turnCredentials(
  { urls, secret }: TurnServer,
  { id, nowMs }: { readonly id: string; readonly nowMs: number },
): IceServer {
  const username = `${String(Math.floor(nowMs / 1_000) + lifetimeSeconds)}:${id}`;
  return {
    urls: [...urls],
    username,
    credential: createHmac("sha1", secret).update(username).digest("base64"),
  };
}
