/** Password hashes as `scrypt$N$r$p$salt$key`, base64url; parameters travel with the hash so that they can be raised. */
import { randomBytes, scrypt, timingSafeEqual, type ScryptOptions } from "node:crypto";

export interface ScryptCost {
  readonly N: number;
  readonly r: number;
  readonly p: number;
}

/** OWASP Password Storage Cheat Sheet, scrypt: N=2^15, r=8, p=3 (32 MiB). */
export const defaultCost: ScryptCost = { N: 2 ** 15, r: 8, p: 3 };

/** A hash that asks for more memory than this is refused: it comes from a file. */
const maxMemoryBytes = 256 * 1024 * 1024;
const keyBytes = 32;
const format = /^scrypt\$(\d{1,8})\$(\d{1,3})\$(\d{1,3})\$([\w-]{16,128})\$([\w-]{43})$/;

interface ParsedHash {
  readonly cost: ScryptCost;
  readonly salt: Buffer;
  readonly key: Buffer;
}

export async function hashPassword(password: string, cost: ScryptCost = defaultCost): Promise<string> {
  const salt = randomBytes(16);
  const key = await derive(password, salt, cost);
  return ["scrypt", cost.N, cost.r, cost.p, salt.toString("base64url"), key.toString("base64url")].join("$");
}

/** Constant in time for hashes of one cost. A text that is not a hash matches no password. */
export async function verifyPassword(password: string, hash: string): Promise<boolean> {
  const parsed = parseHash(hash);
  if (!parsed) return false;
  return timingSafeEqual(await derive(password, parsed.salt, parsed.cost), parsed.key);
}

export function isPasswordHash(text: string): boolean {
  return parseHash(text) !== null;
}

function parseHash(text: string): ParsedHash | null {
  const match = format.exec(text);
  if (!match) return null;
  const [, n, r, p, salt, key] = match;
  if (salt === undefined || key === undefined) return null;
  const cost = { N: Number(n), r: Number(r), p: Number(p) };
  const powerOfTwo = cost.N >= 2 && (cost.N & (cost.N - 1)) === 0;
  if (!powerOfTwo || cost.r < 1 || cost.p < 1 || cost.p > 16 || 128 * cost.N * cost.r > maxMemoryBytes)
    return null;
  return { cost, salt: Buffer.from(salt, "base64url"), key: Buffer.from(key, "base64url") };
}

function derive(password: string, salt: Buffer, cost: ScryptCost): Promise<Buffer> {
  const options: ScryptOptions = { ...cost, maxmem: 2 * maxMemoryBytes };
  return new Promise((resolve, reject) => {
    // NFKC, so that one password typed on two keyboards is one password (RFC 8265 §4 in spirit).
    scrypt(password.normalize("NFKC"), salt, keyBytes, options, (error, key) => {
      if (error) reject(error);
      else resolve(key);
    });
  });
}
