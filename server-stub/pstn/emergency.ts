/**
 * Emergency numbers that every phone must know (3GPP TS 22.101 section 10.1.1: 112 and 911 always, the others on phones
 * without a card), and 933, the North American test of 911.
 */
const emergencyNumbers = ["112", "911", "933", "000", "08", "110", "118", "119", "999"];

/** Some people put the country code before them. */
const withCountryCode = ["1911", "1933", "44999", "44112", "61000"];

const known = new Set([...emergencyNumbers, ...withCountryCode]);

/**
 * Whether dialling this would reach an emergency service. Such a call is never placed: nothing tells the service where
 * the caller is (bandwidth.md 6.10). Takes what a user or a SIP address' user part may hold, written in any way.
 */
export function isEmergencyNumber(dialled: string): boolean {
  const [number = ""] = decoded(dialled).split(/[;,wWpP]/);
  return known.has(number.replace(/[^0-9*#A-Za-z]/g, ""));
}

/** A user part may escape its digits (RFC 3261 section 19.1.2). */
function decoded(text: string): string {
  return text.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
}
