import { parseAddress, parseUri, type SipAddress } from "../sip/address.ts";
import { header, headerList, type SipMessage } from "../sip/message.ts";

const anonymousHosts = new Set(["anonymous.invalid"]);

/** Who calls: the network's assertion before the caller's own word (RFC 3325), unless the caller wants to stay unknown. */
export function callerOf(message: SipMessage, from: SipAddress): string {
  const privacy = (header(message, "privacy") ?? "").toLowerCase();
  const wantsPrivacy = /\b(id|user|full)\b/.test(privacy);
  if (wantsPrivacy || isAnonymous(from)) return "anonymous";
  const asserted = headerList(message, "p-asserted-identity")
    .map(parseAddress)
    .map((address) => (address === undefined ? "" : numberOf(address)))
    .find((number) => number !== "");
  return asserted ?? (numberOf(from) || "anonymous");
}

/** The number or user part that an address names: E.164 where it can be seen to be one. */
export function numberOf({ uri }: Pick<SipAddress, "uri">): string {
  const user = parseUri(uri)?.user ?? "";
  const plain = user.replace(/[-.()\s]/g, "");
  return /^\+\d{3,15}$/.test(plain) ? plain : user.replace(/[^\x21-\x7e]/g, "").slice(0, 128);
}

function isAnonymous({ uri, displayName }: SipAddress): boolean {
  const parsed = parseUri(uri);
  if (parsed === undefined || anonymousHosts.has(parsed.host)) return true;
  return (
    parsed.user.toLowerCase() === "anonymous" ||
    (parsed.user === "" && displayName.toLowerCase() === "anonymous")
  );
}
