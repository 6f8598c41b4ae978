import { isIPv6 } from "node:net";
import { networkInterfaces } from "node:os";

/** More than a machine has networks that clients come from. */
const mostAddresses = 8;

export const isWildcard = (address: string): boolean => address === "0.0.0.0" || address === "::";

/**
 * The addresses to bind for one to listen on. A wildcard is every address of this machine by itself: an answer then
 * leaves from the address that was asked, which ICE insists on (RFC 8445 section 7.2.5.2.1). Behind NAT (`translated`)
 * only the router's answer counts, and the wildcard stays one socket for each family.
 */
export function addressesToBind(listenAddress: string, translated: boolean): string[] {
  if (!isWildcard(listenAddress)) return [listenAddress];
  const isBoth = listenAddress === "::";
  if (translated) return isBoth ? ["0.0.0.0", "::"] : ["0.0.0.0"];
  const entries = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  const found = entries
    .filter(({ internal, family }) => !internal && (isBoth || family === "IPv4"))
    .map(({ address }) => address)
    // A link-local address means nothing without its interface.
    .filter((address) => !/^(fe80:|169\.254\.)/i.test(address));
  return found.length === 0 ? ["127.0.0.1"] : [...new Set(found)].slice(0, mostAddresses);
}

/** What clients are told of a base at `address`: the public addresses of its family, else its own. */
export function announcedAddresses(address: string, publicAddresses: readonly string[]): string[] {
  const own = publicAddresses.filter((candidate) => isIPv6(candidate) === isIPv6(address));
  return own.length > 0 ? own : isWildcard(address) ? [] : [address];
}
