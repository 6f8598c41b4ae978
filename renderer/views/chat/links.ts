/** Finds links in what people write. Whatever is not plainly one stays text. */
import { isOpenable } from "../../../common/contract/chat.ts";

export type Piece =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "link"; readonly url: string; readonly host: string };

const candidate = /https:\/\/[^\s<>"]+/gi;
/** Ends of sentences and brackets belong to the sentence. */
const trailing = /[.,;:!?'")\]}>…]+$/;

/** The host is what a browser makes of it (punycode for letters that only look alike), not what the text looks like. */
export function piecesOf(text: string): Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  for (const found of text.matchAll(candidate)) {
    const url = found[0].replace(trailing, "");
    const host = hostOf(url);
    if (host === null) continue;
    if (found.index > at) pieces.push({ kind: "text", text: text.slice(at, found.index) });
    pieces.push({ kind: "link", url, host });
    at = found.index + url.length;
  }
  if (at < text.length) pieces.push({ kind: "text", text: text.slice(at) });
  return pieces;
}

function hostOf(url: string): string | null {
  if (!isOpenable(url) || !URL.canParse(url)) return null;
  const parsed = new URL(url);
  return parsed.protocol === "https:" && parsed.username === "" && parsed.password === ""
    ? parsed.host
    : null;
}
