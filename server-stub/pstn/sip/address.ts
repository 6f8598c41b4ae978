import { parseParams, quote, splitOutside, unquote } from "./split.ts";

/** A From, To, Contact, Route or P-Asserted-Identity value (RFC 3261 section 20.10). */
export interface SipAddress {
  readonly displayName: string;
  readonly uri: string;
  readonly params: ReadonlyMap<string, string>;
}

export function parseAddress(value: string): SipAddress | undefined {
  const open = findBracket(value);
  if (open < 0) {
    // Without brackets what follows a semicolon belongs to the header and not to the address.
    const [uri = "", ...params] = splitOutside(value, ";");
    return isUri(uri) ? { displayName: "", uri, params: parseParams(params) } : undefined;
  }
  const close = value.indexOf(">", open);
  const uri = value.slice(open + 1, close).trim();
  if (close < 0 || !isUri(uri)) return undefined;
  const params = parseParams(splitOutside(value.slice(close + 1), ";"));
  return { displayName: unquote(value.slice(0, open).trim()), uri, params };
}

export function formatAddress({ displayName, uri, params }: SipAddress): string {
  const name = displayName === "" ? "" : `${quote(displayName)} `;
  return `${name}<${uri}>${[...params].map(([key, value]) => `;${key}${value === "" ? "" : `=${value}`}`).join("")}`;
}

/** Outside of a quoted display name. */
function findBracket(value: string): number {
  let quoted = false;
  for (let index = 0; index < value.length; index += 1) {
    if (quoted && value[index] === "\\") index += 1;
    else if (value[index] === '"') quoted = !quoted;
    else if (!quoted && value[index] === "<") return index;
  }
  return -1;
}

const isUri = (text: string): boolean => /^[A-Za-z][A-Za-z0-9+.-]*:[^\s<>"]+$/.test(text);

export interface SipUri {
  readonly scheme: "sip" | "sips" | "tel";
  /** Empty when there is none; escapes resolved. */
  readonly user: string;
  /** Empty for tel. */
  readonly host: string;
  readonly port: number | undefined;
  readonly params: ReadonlyMap<string, string>;
}

/** RFC 3261 section 19.1 and RFC 3966. Header parts after `?` are dropped: nobody may set our headers by an address. */
export function parseUri(text: string): SipUri | undefined {
  const [, scheme, rest] = /^(sips?|tel):([^\s<>"]{1,1024})$/i.exec(text) ?? [];
  if (scheme === undefined || rest === undefined) return undefined;
  const kind = scheme.toLowerCase() as SipUri["scheme"];
  if (kind === "tel") {
    const [number = "", ...params] = rest.split(";");
    return {
      scheme: kind,
      user: unescapeUser(number),
      host: "",
      port: undefined,
      params: parseParams(params),
    };
  }
  const at = rest.lastIndexOf("@");
  const [address = "", ...params] = (rest.slice(at + 1).split("?")[0] ?? "").split(";");
  const [, host, port] = /^([A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(?::(\d{1,5}))?$/.exec(address) ?? [];
  if (host === undefined || Number(port ?? 1) < 1 || Number(port ?? 1) > 65_535) return undefined;
  // The user part may carry a password, which nobody should use, and telephone parameters.
  const user = at < 0 ? "" : unescapeUser((rest.slice(0, at).split(":")[0] ?? "").split(";")[0] ?? "");
  return {
    scheme: kind,
    user,
    host: host.toLowerCase(),
    port: port === undefined ? undefined : Number(port),
    params: parseParams(params),
  };
}

function unescapeUser(text: string): string {
  return text.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
}

/** For a user part that is not known to be clean. */
export function escapeUser(text: string): string {
  return text.replace(/[^A-Za-z0-9\-_.!~*'()&=+$,;?/]/gu, (character) =>
    [...Buffer.from(character, "utf8")]
      .map((byte) => `%${byte.toString(16).padStart(2, "0").toUpperCase()}`)
      .join(""),
  );
}
