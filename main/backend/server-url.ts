import { err, ok, type Result } from "../../common/result.ts";

const loopback = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** A host name, as `URL` gives it, that no network lies between. */
export const isThisMachine = (hostname: string): boolean => loopback.test(hostname);

/**
 * The token server's base address, without a trailing slash. Plain http only to this machine itself: anywhere else
 * passwords would cross a network in clear text.
 */
export function readServerUrl(text: string): Result<string, { code: "server-address-invalid" }> {
  const candidate = /^[a-z][a-z0-9+.-]*:\/\//i.test(text.trim()) ? text.trim() : `https://${text.trim()}`;
  if (!URL.canParse(candidate)) return err({ code: "server-address-invalid" });
  const url = new URL(candidate);
  const allowed = url.protocol === "https:" || (url.protocol === "http:" && isThisMachine(url.hostname));
  if (!allowed || url.username !== "" || url.password !== "" || url.search !== "" || url.hash !== "") {
    return err({ code: "server-address-invalid" });
  }
  return ok(url.href.replace(/\/+$/, ""));
}
