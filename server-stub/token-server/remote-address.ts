import { isIPv6 } from "node:net";

/**
 * Which hops before us may say whom they forward for. Behind a proxy the nearest one only: what stands further left in
 * X-Forwarded-For is whatever the client sent, and with it nobody's guesses could be counted.
 */
export const trustedHops = (trustProxy: boolean): false | ((address: string, hop: number) => boolean) =>
  trustProxy ? (_address, hop) => hop === 0 : false;

const groupsInNetwork = 4;

/** What counts as one place of attempts: an IPv4 address, or the /64 that every IPv6 host has to itself (RFC 6177). */
export function networkOf(address: string): string {
  const mapped = /^::ffff:(\d+(?:\.\d+){3})$/i.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  if (!isIPv6(address)) return address;
  const [left = "", right = ""] = (address.split("%")[0] ?? "").split("::");
  const groups = (text: string): string[] => (text === "" ? [] : text.split(":"));
  const [before, after] = [groups(left), groups(right)];
  // A dotted quad at the end stands for two groups.
  const length = before.length + after.length + (address.includes(".") ? 1 : 0);
  const zeros = address.includes("::") ? new Array<string>(8 - length).fill("0") : [];
  return [...before, ...zeros, ...after]
    .slice(0, groupsInNetwork)
    .map((group) => group.toLowerCase().replace(/^0+(?=.)/, ""))
    .join(":");
}
