/** Where the device gateway is, and whether our token may be taken there. */
import { isThisMachine } from "../backend/server-url.ts";

/** What opens a link: from the token server, `deviceToken` never logged (R25). */
export interface DeviceAccess {
  readonly websocketUrl: string;
  readonly deviceToken: string;
}

/** Plain ws only to this machine itself: anywhere else the device token would cross a network in clear text. */
export function isSocketAddress(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname } = new URL(text);
  return protocol === "wss:" || (protocol === "ws:" && isThisMachine(hostname));
}

/** The address of bandwidth.md 4.1, with our own back-off instead of the vendor's fixed second. */
export function gatewayUrl(
  access: DeviceAccess,
  client: { readonly sdkVersion: string; readonly uniqueId: string },
): string {
  const query = new URLSearchParams({
    token: access.deviceToken,
    client: "browser",
    sdkVersion: client.sdkVersion,
    uniqueId: client.uniqueId,
  });
  return `${access.websocketUrl.replace(/\/+$/, "")}/v3/?${query.toString()}`;
}
