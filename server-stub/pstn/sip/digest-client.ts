import { randomBytes } from "node:crypto";
import { authorization, parseChallenge, type Challenge, type Credentials } from "./digest.ts";
import { withHeader, type SipRequest, type SipResponse } from "./message.ts";

/** Answers challenges of one peer, and remembers the nonce so that the next request need not be refused first. */
export class DigestClient {
  readonly #credentials: Credentials | undefined;
  #known:
    { readonly header: "authorization" | "proxy-authorization"; readonly challenge: Challenge } | undefined;
  #count = 0;

  constructor(credentials: Credentials | undefined) {
    this.#credentials = credentials;
  }

  /** The request with credentials, as far as the peer has told what it wants. */
  sign(request: SipRequest): SipRequest {
    if (this.#credentials === undefined || this.#known === undefined) return request;
    const { header, challenge } = this.#known;
    this.#count += 1;
    const { method, uri } = request;
    const cnonce = randomBytes(8).toString("hex");
    const value = authorization(challenge, this.#credentials, { method, uri, cnonce, count: this.#count });
    return withHeader(request, header, value);
  }

  /**
   * Learns from a 401 or 407. True when it is worth asking again: `request` carried no credentials for this challenge,
   * or ones with a nonce that had become stale.
   */
  learn(response: SipResponse, request: SipRequest): boolean {
    if (this.#credentials === undefined) return false;
    if (response.status !== 401 && response.status !== 407) return false;
    const [asks, header] =
      response.status === 401
        ? (["www-authenticate", "authorization"] as const)
        : (["proxy-authenticate", "proxy-authorization"] as const);
    const challenge = response.headers
      .filter(([name]) => name === asks)
      .map(([, value]) => parseChallenge(value))
      .find((found) => found !== undefined);
    if (challenge === undefined) return false;
    const tried = request.headers.find(([name]) => name === header)?.[1];
    const worthwhile = tried === undefined || challenge.stale || !tried.includes(`"${challenge.nonce}"`);
    this.#known = { header, challenge };
    this.#count = 0;
    return worthwhile;
  }
}
