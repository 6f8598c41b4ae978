/** Links that open Deskline from outside: from a web page, a mail, another program. All of it is hostile until parsed. */
import { type PhoneNumber, RoomCode, UserId } from "../ids.ts";
import { readNumber } from "../phone/numbers.ts";

export type DesklineLink =
  | { readonly kind: "call-phone"; readonly number: PhoneNumber }
  | { readonly kind: "call-person"; readonly user: UserId }
  | { readonly kind: "join"; readonly code: RoomCode }
  /** Asks for an emergency number; it is never dialled, and the user is told so. */
  | { readonly kind: "emergency" };

export const linkSchemes = ["tel", "sip", "callto", "deskline"] as const;

const maxLength = 512;
/** Printable ASCII without spaces, quotes and angle brackets: what RFC 3986 leaves of a link. */
const linkText = /^[\x21\x23-\x3b\x3d\x3f-\x7e]+$/;

/** True for a command-line argument that is meant as a link, whether or not it can be read. */
export const looksLikeLink = (argument: string): boolean =>
  linkSchemes.some((scheme) => argument.toLowerCase().startsWith(`${scheme}:`));

/** Null for everything that is not plainly one of our links. Numbers without country code are read as of `region`. */
export function parseLink(text: string, region: string): DesklineLink | null {
  if (text.length > maxLength || !linkText.test(text)) return null;
  const [, scheme, rest] = /^([a-z]+):(?:\/\/)?(.+)$/i.exec(text) ?? [];
  if (scheme === undefined || rest === undefined) return null;
  switch (scheme.toLowerCase()) {
    case "tel":
      return phone(decoded(rest.split(";")[0] ?? ""), region);
    case "callto":
      return phone(decoded(rest.split(/[?;]/)[0] ?? ""), region);
    case "sip":
      return sip(rest, region);
    case "deskline":
      return own(rest.replace(/\/$/, ""), region);
    default:
      return null;
  }
}

/** RFC 3261 section 19.1.1: only the user part counts, and only when it is a phone number; the host is not ours to ask. */
function sip(rest: string, region: string): DesklineLink | null {
  const user = /^([^@;?]+)(?:@[\w.:[\]-]+)?(?:[;?].*)?$/.exec(rest)?.[1];
  return user === undefined ? null : phone(decoded(user), region);
}

function own(rest: string, region: string): DesklineLink | null {
  const [, action, argument] = /^(join|call)\/([^/?#]+)$/i.exec(rest) ?? [];
  if (action === undefined || argument === undefined) return null;
  if (action.toLowerCase() === "join") {
    const code = RoomCode.safeParse(argument);
    return code.success ? { kind: "join", code: code.data } : null;
  }
  const user = UserId.safeParse(argument);
  if (user.success && /[a-z]/.test(argument)) return { kind: "call-person", user: user.data };
  return phone(decoded(argument), region);
}

function phone(typed: string | null, region: string): DesklineLink | null {
  // The characters of RFC 3966 and no others: no pauses, no post-dial digits, no codes of a telephone exchange.
  if (typed === null || !/^\+?[\d().\s-]{2,40}$/.test(typed)) return null;
  const read = readNumber(typed, region);
  if (read.kind === "emergency") return { kind: "emergency" };
  return read.kind === "number" ? { kind: "call-phone", number: read.number } : null;
}

/** Once, and never again: what is still encoded then stays text and is refused. */
function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}
