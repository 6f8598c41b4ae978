import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from "node:crypto";

const nonceBytes = 12;
const tagBytes = 16;

/**
 * Names and values as they stand on disk. Names are HMACs, so that the file tells nobody's name; values are AES-256-GCM
 * with a random nonce (far from the 2^32 of NIST SP 800-38D §8.3) and their own name as additional data, so that none
 * can be put in another's place.
 */
export class RecordSeal {
  readonly #valueKey: Buffer;
  readonly #nameKey: Buffer;

  constructor(key: Buffer) {
    const derive = (purpose: string): Buffer =>
      Buffer.from(hkdfSync("sha256", key, Buffer.alloc(0), `deskline chat ${purpose}`, 32));
    this.#valueKey = derive("values");
    this.#nameKey = derive("names");
  }

  name(text: string): string {
    return createHmac("sha256", this.#nameKey).update(text).digest("base64url").slice(0, 22);
  }

  seal(at: string, value: unknown): Buffer {
    const nonce = randomBytes(nonceBytes);
    const cipher = createCipheriv("aes-256-gcm", this.#valueKey, nonce).setAAD(Buffer.from(at));
    const body = Buffer.concat([cipher.update(JSON.stringify(value), "utf8"), cipher.final()]);
    return Buffer.concat([nonce, body, cipher.getAuthTag()]);
  }

  /** Throws for what this key has not sealed for this place. */
  open(at: string, sealed: Uint8Array): unknown {
    const bytes = Buffer.from(sealed);
    const decipher = createDecipheriv("aes-256-gcm", this.#valueKey, bytes.subarray(0, nonceBytes));
    decipher.setAAD(Buffer.from(at)).setAuthTag(bytes.subarray(-tagBytes));
    const body = bytes.subarray(nonceBytes, -tagBytes);
    return JSON.parse(Buffer.concat([decipher.update(body), decipher.final()]).toString("utf8"));
  }
}
