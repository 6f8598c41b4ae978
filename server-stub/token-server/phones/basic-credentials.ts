import { createHash, timingSafeEqual } from "node:crypto";

/** One user's HTTP Basic credentials (RFC 7617), compared in constant time. */
export class BasicCredentials {
  readonly #expected: Buffer;

  constructor({ username, password }: { readonly username: string; readonly password: string }) {
    this.#expected = digest(`${username}:${password}`);
  }

  match(authorization: string | undefined): boolean {
    const encoded = /^Basic ([\w+/=-]{1,1024})$/i.exec(authorization ?? "")?.[1];
    return encoded !== undefined && timingSafeEqual(digest(Buffer.from(encoded, "base64")), this.#expected);
  }
}

const digest = (value: string | Buffer): Buffer => createHash("sha256").update(value).digest();
