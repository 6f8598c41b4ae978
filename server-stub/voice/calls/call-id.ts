import { randomBytes, randomUUID } from "node:crypto";

/** `c-`, 8 hex characters and a UUID: without dashes the 40 hex characters that a `uui` carries (bandwidth.md 6.3). */
export function newCallId(): string {
  return `c-${randomBytes(4).toString("hex")}-${randomUUID()}`;
}
