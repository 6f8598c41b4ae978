import { err, ok, type Result } from "../../../common/result.ts";

/** What a user-to-user value says (bandwidth.md 6.3): whose leg this is to be, and for which call. */
export interface Uui {
  /** As it was given, for the User-to-User header (RFC 7433). */
  readonly text: string;
  /** The `jwt` item: a participant's token. */
  readonly token: string | undefined;
  /** The `base64` item: 40 hex characters of a call id; only for whoever compares logs. */
  readonly callIdHex: string | undefined;
}

/** Longest texts, in characters (bandwidth.md 1.3 and R63). */
export const longestUui = { inBxml: 256, inRequest: 350 } as const;

/** What a value of each encoding may be made of. A JWT is compact: three parts. */
const alphabets: Readonly<Record<string, RegExp>> = {
  jwt: /^[\w-]+\.[\w-]+\.[\w-]*$/,
  base64: /^[A-Za-z0-9+/_-]+={0,2}$/,
  hex: /^(?:[0-9A-Fa-f]{2})+$/,
};

/** Reads `value;encoding=…` items between commas. The error is a sentence's end: "uui …". */
export function parseUui(text: string): Result<Uui, string> {
  const items = new Map<string, string>();
  for (const item of text.split(",")) {
    const [, value, encoding] = /^\s*([^;\s]+)\s*;\s*encoding\s*=\s*"?(\w+)"?\s*$/i.exec(item) ?? [];
    if (value === undefined || encoding === undefined) return err("needs items such as value;encoding=jwt");
    const kind = encoding.toLowerCase();
    const alphabet = alphabets[kind];
    if (alphabet === undefined) return err("knows the encodings jwt, base64 and hex");
    if (!alphabet.test(value)) return err(`has an item that is not ${kind}`);
    if (items.has(kind)) return err(`has two items of encoding ${kind}`);
    items.set(kind, value);
  }
  return ok({ text, token: items.get("jwt"), callIdHex: items.get("base64") });
}
