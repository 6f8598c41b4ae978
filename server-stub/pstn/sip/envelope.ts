import { parseAddress, type SipAddress } from "./address.ts";
import { header, headerList, type SipMessage } from "./message.ts";
import { parseVia, type Via } from "./via.ts";

/** The headers that every message has (RFC 3261 section 8.1.1), read. */
export interface Envelope {
  /** The topmost. */
  readonly via: Via;
  readonly from: SipAddress;
  readonly to: SipAddress;
  readonly callId: string;
  readonly cseq: { readonly number: number; readonly method: string };
}

/** Undefined when one is missing or unreadable, or when the CSeq names another method than the request line. */
export function readEnvelope(message: SipMessage): Envelope | undefined {
  const via = parseVia(headerList(message, "via")[0] ?? "");
  const from = parseAddress(header(message, "from") ?? "");
  const to = parseAddress(header(message, "to") ?? "");
  const callId = header(message, "call-id") ?? "";
  const [, number, method] = /^(\d{1,10})\s+(\S{1,32})$/.exec(header(message, "cseq") ?? "") ?? [];
  if (!via || !from || !to || callId === "" || callId.length > 512) return undefined;
  if (number === undefined || method === undefined || Number(number) >= 2 ** 31) return undefined;
  if (message.kind === "request" && message.method !== method) return undefined;
  return { via, from, to, callId, cseq: { number: Number(number), method } };
}

export const tagOf = (address: SipAddress): string => address.params.get("tag") ?? "";
