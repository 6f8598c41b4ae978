/** Compact forms (RFC 3261 section 7.3.3 and the IANA registry). */
const compact: ReadonlyMap<string, string> = new Map([
  ["a", "accept-contact"],
  ["b", "referred-by"],
  ["c", "content-type"],
  ["e", "content-encoding"],
  ["f", "from"],
  ["i", "call-id"],
  ["k", "supported"],
  ["l", "content-length"],
  ["m", "contact"],
  ["o", "event"],
  ["r", "refer-to"],
  ["s", "subject"],
  ["t", "to"],
  ["u", "allow-events"],
  ["v", "via"],
  ["x", "session-expires"],
]);

/** Those that are not simply capitalised. */
const spelled: ReadonlyMap<string, string> = new Map([
  ["call-id", "Call-ID"],
  ["cseq", "CSeq"],
  ["www-authenticate", "WWW-Authenticate"],
  ["mime-version", "MIME-Version"],
]);

/** The form in which headers are kept and looked up: long, lower case. */
export function canonicalName(name: string): string {
  const lower = name.toLowerCase();
  return compact.get(lower) ?? lower;
}

/** As it is written on the wire. */
export function wireName(canonical: string): string {
  return spelled.get(canonical) ?? canonical.replace(/(^|-)[a-z]/g, (first) => first.toUpperCase());
}
