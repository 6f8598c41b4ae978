import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import type { Clock } from "../../../common/clock.ts";
import {
  algorithmOf,
  digestAlgorithms,
  digestParams,
  digestResponse,
  type Credentials,
  type DigestAlgorithm,
} from "./digest.ts";
import type { SipHeader, SipRequest } from "./message.ts";

/** How long a challenge may be answered, and how many are remembered against replay. */
const nonceLifeMs = 60_000;
const rememberedNonces = 1_000;

export type Verdict =
  { readonly ok: true } | { readonly ok: false; readonly challenges: readonly SipHeader[] };

/**
 * Challenges requests and checks the answers. A nonce carries its own time under our key, so strangers cannot make us
 * remember anything; only a nonce that was answered correctly is kept, with its last count, against replay.
 */
export class DigestServer {
  readonly #realm: string;
  readonly #credentials: Credentials;
  readonly #algorithms: readonly DigestAlgorithm[];
  readonly #clock: Clock;
  readonly #key = randomBytes(32);
  readonly #counts = new Map<string, number>();

  /** `algorithms` in order of preference (RFC 8760 section 2.3). */
  constructor(options: {
    realm: string;
    credentials: Credentials;
    algorithms: readonly DigestAlgorithm[];
    clock: Clock;
  }) {
    this.#realm = options.realm;
    this.#credentials = options.credentials;
    this.#algorithms = options.algorithms;
    this.#clock = options.clock;
  }

  check(request: SipRequest): Verdict {
    const presented = request.headers.find(([name]) => name === "authorization")?.[1];
    const params = presented === undefined ? undefined : digestParams(presented);
    if (params === undefined || !this.#proves(params, request)) return this.#challenge(false);
    const nonce = params.get("nonce") ?? "";
    if (!this.#isFresh(nonce)) return this.#challenge(true);
    const count = parseInt(params.get("nc") ?? "1", 16);
    if (!(count > (this.#counts.get(nonce) ?? 0))) return this.#challenge(true);
    this.#remember(nonce, count);
    return { ok: true };
  }

  /** Whether the response fits the password, whatever the age of the nonce. */
  #proves(params: ReadonlyMap<string, string>, request: SipRequest): boolean {
    const algorithm = algorithmOf(params.get("algorithm"));
    const nonce = params.get("nonce") ?? "";
    const qop = params.get("qop");
    if (algorithm === undefined || !this.#algorithms.includes(algorithm)) return false;
    if (params.get("username") !== this.#credentials.username || params.get("realm") !== this.#realm)
      return false;
    // The uri is not compared with the Request-URI: proxies rewrite that, and all of ours mean the same resource.
    if (!this.#isOurs(nonce)) return false;
    // Without qop nothing but the nonce guards against replay: RFC 7616 section 3.4 requires it.
    if (qop !== "auth" || !/^[0-9a-f]{8}$/i.test(params.get("nc") ?? "")) return false;
    const expected = digestResponse({
      ...this.#credentials,
      realm: this.#realm,
      nonce,
      algorithm,
      method: request.method,
      uri: params.get("uri") ?? "",
      qop,
      nc: params.get("nc") ?? "",
      cnonce: params.get("cnonce") ?? "",
    });
    return sameText(params.get("response") ?? "", expected);
  }

  #challenge(stale: boolean): Verdict {
    const nonce = this.#nonceAt(this.#clock.now());
    const challenges = this.#algorithms.map((algorithm): SipHeader => {
      const flag = stale ? ", stale=true" : "";
      return [
        "www-authenticate",
        `Digest realm="${this.#realm}", nonce="${nonce}", algorithm=${algorithm}, qop="auth"${flag}`,
      ];
    });
    return { ok: false, challenges };
  }

  #nonceAt(time: number): string {
    const stamp = time.toString(36) + randomBytes(4).toString("hex");
    return `${stamp}.${this.#sealOf(stamp)}`;
  }

  #sealOf(stamp: string): string {
    return createHmac(digestAlgorithms["SHA-256"], this.#key).update(stamp).digest("hex").slice(0, 32);
  }

  #isOurs(nonce: string): boolean {
    const [stamp = "", seal = ""] = nonce.split(".");
    return sameText(seal, this.#sealOf(stamp));
  }

  #isFresh(nonce: string): boolean {
    const time = parseInt((nonce.split(".")[0] ?? "").slice(0, -8), 36);
    const age = this.#clock.now() - time;
    return age >= 0 && age <= nonceLifeMs;
  }

  #remember(nonce: string, count: number): void {
    this.#counts.delete(nonce);
    this.#counts.set(nonce, count);
    const [oldest] = this.#counts.keys();
    if (this.#counts.size > rememberedNonces && oldest !== undefined) this.#counts.delete(oldest);
  }
}

function sameText(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
