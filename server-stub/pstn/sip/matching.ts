import { randomBytes } from "node:crypto";
import { tagOf, type Envelope } from "./envelope.ts";
import { headerList, type SipRequest } from "./message.ts";
import type { Remote } from "./transport.ts";
import { magicCookie, stampVia, type Via } from "./via.ts";

/** How messages find their transactions, and responses their way back. */

export const newBranch = (): string => magicCookie + randomBytes(12).toString("hex");

export const clientKey = (request: SipRequest): string => {
  const [, branch = ""] = /;branch=([^;,\s]+)/.exec(headerList(request, "via")[0] ?? "") ?? [];
  return `${branch} ${request.method}`;
};

/** Section 17.2.3; without the cookie (RFC 2543 peers) by what makes a request unique there. */
export function serverKey({ via, callId, cseq, from }: Envelope, method: string): string {
  const sentBy = `${via.host}:${via.port ?? 5060}`;
  if (via.branch.startsWith(magicCookie)) return `${via.branch} ${sentBy} ${method}`;
  return `${callId} ${tagOf(from)} ${cseq.number} ${sentBy} ${method}`;
}

/** The same request with the topmost Via stamped, so that a response copies it. */
export function stampTop(request: SipRequest, via: Via, source: Remote): SipRequest {
  let stamped = false;
  const headers = request.headers.map(([name, value]) => {
    if (stamped || name !== "via") return [name, value] as const;
    stamped = true;
    return [name, value.replace(via.text, () => stampVia(via, source))] as const;
  });
  return { ...request, headers };
}

/** Section 18.2.2 and RFC 3581: where it came from; to the sent-by port when rport was not asked for. */
export function wayBack(via: Via, source: Remote): Remote {
  if (source.protocol === "tcp" || via.params.has("rport")) return source;
  return { ...source, port: via.port ?? 5_060 };
}
