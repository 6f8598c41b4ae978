import { request as httpRequest, type IncomingMessage } from "node:http";
import { request as httpsRequest } from "node:https";
import { isIP } from "node:net";
import type { Clock } from "../../../common/clock.ts";
import { AddressRefusedError, isPublicAddress, lookupPublic } from "./address-guard.ts";

/** Whether loopback and private addresses may be reached; a function says at which URLs. */
export type PrivateAddresses = boolean | ((url: URL) => boolean);

/** A request to an address that a customer gave us. */
export interface GuardedRequest {
  readonly method: "GET" | "POST";
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** For all of it, up to the last byte of the answer. */
  readonly timeoutMs: number;
  readonly allowPrivateAddresses: PrivateAddresses;
  /** A longer answer is `too-long`; 0: only the status is read. */
  readonly maxAnswerBytes: number;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** `refused`: an address that may not be reached. `unreachable`: the connection failed or broke. */
export type GuardedAnswer =
  | { readonly type: "answered"; readonly status: number; readonly text: string }
  | { readonly type: "refused" | "unreachable" | "timed-out" | "too-long" };

/** Sends once. Redirects are not followed: they are answers like any other, so nobody leads us elsewhere. */
export function sendGuarded(url: URL, options: GuardedRequest): Promise<GuardedAnswer> {
  const { allowPrivateAddresses: allowed } = options;
  const mayBePrivate = typeof allowed === "function" ? allowed(url) : allowed;
  const host = url.hostname.replace(/^\[|\]$/g, "");
  // Node looks nothing up for a literal address, so that one is checked here.
  if (!mayBePrivate && isIP(host) !== 0 && !isPublicAddress(host)) {
    return Promise.resolve({ type: "refused" });
  }
  // Node throws at them.
  if (!hasReadableCredentials(url)) return Promise.resolve({ type: "refused" });
  return new Promise((resolve) => {
    const payload = options.body === undefined ? undefined : Buffer.from(options.body);
    const send = url.protocol === "https:" ? httpsRequest : httpRequest;
    const request = send(url, {
      method: options.method,
      agent: false,
      headers: {
        ...options.headers,
        ...(payload === undefined ? {} : { "content-length": payload.length }),
      },
      signal: options.signal,
      ...(mayBePrivate ? {} : { lookup: lookupPublic }),
    });
    const settle = (answer: GuardedAnswer): void => {
      cancelTimeout();
      resolve(answer);
      request.destroy();
    };
    const cancelTimeout = options.clock.after(options.timeoutMs, () => settle({ type: "timed-out" }));
    request.on("response", (response) => readAnswer(response, options.maxAnswerBytes, settle));
    // Also after it was settled: destroying a request that is under way makes an error.
    request.on("error", (error) =>
      settle({ type: error instanceof AddressRefusedError ? "refused" : "unreachable" }),
    );
    request.end(payload);
  });
}

/** A URL may have anything behind a percent sign, and whoever sends it credentials from there has to decode them. */
function hasReadableCredentials({ username, password }: URL): boolean {
  try {
    decodeURIComponent(`${username}:${password}`);
    return true;
  } catch {
    return false;
  }
}

function readAnswer(
  response: IncomingMessage,
  maxBytes: number,
  settle: (answer: GuardedAnswer) => void,
): void {
  const status = response.statusCode ?? 0;
  if (maxBytes === 0) return settle({ type: "answered", status, text: "" });
  const parts: Buffer[] = [];
  let length = 0;
  response.on("data", (part: Buffer) => {
    length += part.length;
    if (length > maxBytes) settle({ type: "too-long" });
    else parts.push(part);
  });
  response.on("end", () => settle({ type: "answered", status, text: Buffer.concat(parts).toString("utf8") }));
  response.on("error", () => settle({ type: "unreachable" }));
}
