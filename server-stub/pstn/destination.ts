import { isEmergencyNumber } from "./emergency.ts";

/** Where a call is to go. */
export type Destination =
  | { readonly kind: "number"; readonly number: string }
  | { readonly kind: "sip"; readonly user: string; readonly host: string; readonly port: number | undefined };

const e164 = /^\+[1-9]\d{6,14}$/;
const sipAddress =
  /^sip:([A-Za-z0-9\-_.!~*'()&=+$,;?/%#]{1,128})@([A-Za-z0-9.-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(?::(\d{1,5}))?$/;

/** Reads E.164 or `sip:user@host[:port]`; undefined for all else, and for emergency numbers in either form. */
export function readDestination(to: string): Destination | undefined {
  if (e164.test(to)) return isEmergencyNumber(to) ? undefined : { kind: "number", number: to };
  const [, user, host, port] = sipAddress.exec(to) ?? [];
  if (user === undefined || host === undefined || isEmergencyNumber(user)) return undefined;
  const portNumber = port === undefined ? undefined : Number(port);
  if (portNumber !== undefined && (portNumber < 1 || portNumber > 65_535)) return undefined;
  return { kind: "sip", user, host, port: portNumber };
}
