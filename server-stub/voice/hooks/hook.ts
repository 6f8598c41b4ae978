/** Where an event goes: an address of a customer's server, with what it wants to see there. */
export interface HookAddress {
  readonly url: URL;
  readonly method: "GET" | "POST";
  /** HTTP Basic credentials. */
  readonly username?: string;
  readonly password?: string;
}

export interface Hook extends HookAddress {
  /** Asked when the first address cannot be reached or does not accept. */
  readonly fallback?: HookAddress;
}

/** As a request or an attribute gives them. */
export interface HookTexts {
  readonly url: string;
  readonly method?: "GET" | "POST" | undefined;
  readonly username?: string | undefined;
  readonly password?: string | undefined;
}

const longestUrl = 2_048;

/** An http or https address, relative to `base` where there is one; undefined for anything else. */
export function readHookUrl(text: string, base?: URL): URL | undefined {
  if (text === "" || text.length > longestUrl || !URL.canParse(text, base?.href)) return undefined;
  const url = new URL(text, base);
  return url.protocol === "http:" || url.protocol === "https:" ? url : undefined;
}

/** Undefined when one of the two is not an http or https address. */
export function readHook(texts: HookTexts, fallback?: HookTexts, base?: URL): Hook | undefined {
  const address = readAddress(texts, base);
  if (address === undefined || fallback === undefined) return address;
  const second = readAddress(fallback, base);
  return second && { ...address, fallback: second };
}

function readAddress(
  { url: text, method, username, password }: HookTexts,
  base?: URL,
): HookAddress | undefined {
  const url = readHookUrl(text, base);
  return (
    url && {
      url,
      method: method ?? "POST",
      ...(username === undefined ? {} : { username }),
      ...(password === undefined ? {} : { password }),
    }
  );
}
