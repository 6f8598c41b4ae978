import { randomBytes } from "node:crypto";
import { reasonPhrase, type SipHeader, type SipRequest, type SipResponse } from "./message.ts";

export const newTag = (): string => randomBytes(8).toString("hex");

export interface ResponseExtras {
  /** Our tag, when the request's To has none yet. */
  readonly toTag?: string;
  readonly headers?: readonly SipHeader[];
  readonly body?: string;
}

/** A response with what RFC 3261 section 8.2.6.2 copies from the request. */
export function buildResponse(request: SipRequest, status: number, extras: ResponseExtras = {}): SipResponse {
  const copied = request.headers
    .filter(([name]) => ["via", "from", "to", "call-id", "cseq"].includes(name))
    .map(([name, value]): SipHeader => [name, name === "to" ? tagged(value, status, extras.toTag) : value]);
  const recorded =
    status > 100 && status < 300 ? request.headers.filter(([name]) => name === "record-route") : [];
  return {
    kind: "response",
    status,
    reason: reasonPhrase(status),
    headers: [...copied, ...recorded, ...(extras.headers ?? [])],
    body: extras.body ?? "",
  };
}

/** Every response but 100 names its sender; a tag that is there stays. */
function tagged(to: string, status: number, tag: string | undefined): string {
  const hasTag = /;\s*tag\s*=/i.test(to.slice(to.lastIndexOf(">") + 1));
  if (status === 100 || hasTag) return to;
  return `${to};tag=${tag ?? newTag()}`;
}
