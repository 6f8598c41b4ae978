import { header, headerList, type SipHeader, type SipRequest, type SipResponse } from "./message.ts";

/** Requests that belong to an INVITE's transaction and are made from it: same branch, same number. */

/** The ACK of a refusal (RFC 3261 section 17.1.1.3). */
export function ackOf(invite: SipRequest, response: SipResponse): SipRequest {
  return derived(invite, "ACK", ["to", header(response, "to") ?? ""]);
}

/** RFC 3261 section 9.1. */
export function cancelOf(invite: SipRequest): SipRequest {
  return derived(invite, "CANCEL", ["to", header(invite, "to") ?? ""]);
}

const kept = ["from", "call-id", "route", "max-forwards"];

function derived(invite: SipRequest, method: string, to: SipHeader): SipRequest {
  const [, number = ""] = /^(\d+)/.exec(header(invite, "cseq") ?? "") ?? [];
  return {
    kind: "request",
    method,
    uri: invite.uri,
    headers: [
      ["via", headerList(invite, "via")[0] ?? ""],
      ...invite.headers.filter(([name]) => kept.includes(name)),
      to,
      ["cseq", `${number} ${method}`],
    ],
    body: "",
  };
}
