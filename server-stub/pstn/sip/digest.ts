import { createHash } from "node:crypto";
import { parseParams, quote, splitOutside } from "./split.ts";

/** HTTP digest authentication as SIP uses it (RFC 3261 section 22, RFC 7616, RFC 8760). Pure. */

export const digestAlgorithms = { MD5: "md5", "SHA-256": "sha256" } as const;
export type DigestAlgorithm = keyof typeof digestAlgorithms;

export interface Credentials {
  readonly username: string;
  readonly password: string;
}

export interface Challenge {
  readonly realm: string;
  readonly nonce: string;
  readonly opaque: string | undefined;
  readonly algorithm: DigestAlgorithm;
  /** Whether to use qop=auth; without it the response is that of RFC 2069. */
  readonly qop: boolean;
  /** The password was right, the nonce is too old. */
  readonly stale: boolean;
}

/** Reads one WWW-Authenticate or Proxy-Authenticate value; undefined when it asks for what we cannot do. */
export function parseChallenge(value: string): Challenge | undefined {
  const params = digestParams(value);
  const algorithm = algorithmOf(params?.get("algorithm"));
  const [realm, nonce, qop] = [params?.get("realm"), params?.get("nonce"), params?.get("qop")];
  if (algorithm === undefined || realm === undefined || nonce === undefined) return undefined;
  const offered = qop?.split(",").map((word) => word.trim().toLowerCase());
  if (offered !== undefined && !offered.includes("auth")) return undefined;
  return {
    realm,
    nonce,
    opaque: params?.get("opaque"),
    algorithm,
    qop: offered !== undefined,
    stale: params?.get("stale")?.toLowerCase() === "true",
  };
}

export interface DigestRequest {
  readonly method: string;
  readonly uri: string;
  /** Ours, and how often the nonce has been used, from 1. */
  readonly cnonce: string;
  readonly count: number;
}

/** The value of the Authorization or Proxy-Authorization header. */
export function authorization(
  challenge: Challenge,
  credentials: Credentials,
  request: DigestRequest,
): string {
  const { realm, nonce, opaque, algorithm, qop } = challenge;
  const nc = request.count.toString(16).padStart(8, "0");
  const proof = { ...request, ...credentials, realm, nonce, algorithm, nc, qop: qop ? "auth" : undefined };
  const fields = [
    `username=${quote(credentials.username)}`,
    `realm=${quote(realm)}`,
    `nonce=${quote(nonce)}`,
    `uri=${quote(request.uri)}`,
    `response="${digestResponse(proof)}"`,
    `algorithm=${algorithm}`,
    ...(opaque === undefined ? [] : [`opaque=${quote(opaque)}`]),
    ...(qop ? [`qop=auth`, `nc=${nc}`, `cnonce=${quote(request.cnonce)}`] : []),
  ];
  return `Digest ${fields.join(", ")}`;
}

export interface Proof extends Credentials {
  readonly realm: string;
  readonly nonce: string;
  readonly algorithm: DigestAlgorithm;
  readonly method: string;
  readonly uri: string;
  readonly qop: string | undefined;
  readonly nc: string;
  readonly cnonce: string;
}

/** RFC 7616 section 3.4.1. */
export function digestResponse(proof: Proof): string {
  const hash = (text: string): string =>
    createHash(digestAlgorithms[proof.algorithm]).update(text, "utf8").digest("hex");
  const secret = hash(`${proof.username}:${proof.realm}:${proof.password}`);
  const what = hash(`${proof.method}:${proof.uri}`);
  const middle =
    proof.qop === undefined ? proof.nonce : `${proof.nonce}:${proof.nc}:${proof.cnonce}:${proof.qop}`;
  return hash(`${secret}:${middle}:${what}`);
}

/** The fields of a Digest header value; undefined when it is of another scheme. */
export function digestParams(value: string): ReadonlyMap<string, string> | undefined {
  const [, fields] = /^Digest\s+(.*)$/is.exec(value) ?? [];
  return fields === undefined ? undefined : parseParams(splitOutside(fields, ","));
}

export function algorithmOf(name: string | undefined): DigestAlgorithm | undefined {
  if (name === undefined) return "MD5";
  return (Object.keys(digestAlgorithms) as DigestAlgorithm[]).find(
    (known) => known.toLowerCase() === name.toLowerCase(),
  );
}
