import { request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import { isIP } from "node:net";
import type { Clock } from "../../../common/clock.ts";
import { AddressRefusedError, isPublicAddress, lookupPublic } from "./address-guard.ts";

export type PostOutcome = "delivered" | "failed" | "refused";

export interface PostOptions {
  readonly timeoutMs: number;
  readonly allowPrivateAddresses: boolean;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/**
 * Posts once. `refused`: the address is one that webhooks may not reach. Redirects are not followed (they are not
 * 2xx), and of the answer only the status is read.
 */
export function postJson(url: URL, body: object, options: PostOptions): Promise<PostOutcome> {
  const host = url.hostname.replace(/^\[|\]$/g, "");
  // Node looks nothing up for a literal address, so that one is checked here.
  if (!options.allowPrivateAddresses && isIP(host) !== 0 && !isPublicAddress(host)) {
    return Promise.resolve("refused");
  }
  return new Promise((resolve) => {
    const payload = Buffer.from(JSON.stringify(body));
    const send = url.protocol === "https:" ? httpsRequest : httpRequest;
    const request = send(url, {
      method: "POST",
      agent: false,
      headers: { "content-type": "application/json", "content-length": payload.length },
      signal: options.signal,
      ...(options.allowPrivateAddresses ? {} : { lookup: lookupPublic }),
    });
    const cancelTimeout = options.clock.after(options.timeoutMs, () => request.destroy(new Error("timeout")));
    const settle = (outcome: PostOutcome): void => {
      cancelTimeout();
      resolve(outcome);
    };
    request.on("response", (response) => {
      const status = response.statusCode ?? 0;
      settle(status >= 200 && status < 300 ? "delivered" : "failed");
      response.destroy();
    });
    request.on("error", (error) => settle(error instanceof AddressRefusedError ? "refused" : "failed"));
    request.end(payload);
  });
}
