/**
 * Stock Chromium cannot navigate to `app://bundle/x`, so pages live at `https://bundle.app.electron-host.test/x`
 * and every address is translated at the host's edges.
 */
const suffix = "electron-host.test";

/** Requests that the host answers itself, as a pattern of `Fetch.enable`. */
export const mappedUrlPattern = `https://*.${suffix}/*`;

/** The address that Chromium sees. Addresses of schemes the app has not claimed stay as they are. */
export function toWebUrl(url: string, isClaimed: (scheme: string) => boolean): string {
  const match = /^([a-z][a-z0-9+.-]*):\/\/([^/?#]*)(.*)$/is.exec(url);
  const [, scheme = "", host = "", rest = ""] = match ?? [];
  if (match === null || !isClaimed(scheme.toLowerCase())) return url;
  return `https://${host}.${scheme.toLowerCase()}.${suffix}${rest.startsWith("/") ? rest : `/${rest}`}`;
}

/** The address that the app sees. */
export function toAppUrl(url: string): string {
  const match = /^https:\/\/([^/?#]*)\.([a-z0-9+-]+)\.electron-host\.test(?=[/?#]|$)/i.exec(url);
  if (match === null) return url;
  return `${match[2]}://${match[1]}${url.slice(match[0].length)}`;
}

/** `scheme://host`, also of schemes for which the URL class answers "null". */
export function originOf(url: string): string {
  return /^[a-z][a-z0-9+.-]*:\/\/[^/?#]+/i.exec(url)?.[0] ?? "null";
}
