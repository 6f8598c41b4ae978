import { createHash, timingSafeEqual } from "node:crypto";
import type { Account } from "../platform-options.ts";

const digest = (text: string): Buffer => createHash("sha256").update(text).digest();

/** Checks HTTP Basic credentials in constant time: hashes have one length, whatever was sent. */
export function createCredentialsCheck({ username, password }: Account): (header?: string) => boolean {
  const expected = digest(`${username}:${password}`);
  return (header) => {
    const encoded = /^Basic +([A-Za-z0-9+/=_-]+)$/i.exec(header ?? "")?.[1] ?? "";
    return timingSafeEqual(digest(Buffer.from(encoded, "base64").toString("utf8")), expected);
  };
}
