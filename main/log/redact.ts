/** A JSON Web Token: three base64url parts, the first two of which are JSON objects and so begin with `eyJ`. */
const jwt = /eyJ[\w-]{4,}\.eyJ[\w-]*(?:\.[\w-]*)?/g;
const bearer = /\b(bearer)\s+[\w.~+/-]+=*/gi;
/** `token=…`, `deviceToken: …`, `"password":"…"`: the name stays, so that a reader knows what was there. */
const named = /((?:token|password|secret|credential)["']?\s*[=:]\s*["']?)[^\s"'&,;}]+/gi;

/** Takes secrets out of a text: a second line of defence, since no caller may log one in the first place. */
export function redact(text: string): string {
  return text.replace(jwt, "[token]").replace(bearer, "$1 [token]").replace(named, "$1[redacted]");
}
