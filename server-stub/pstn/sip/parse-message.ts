import { err, ok, type Result } from "../../../common/result.ts";
import { canonicalName } from "./header-names.ts";
import { header, type SipHeader, type SipMessage } from "./message.ts";

/** What a peer may make us keep. A UDP datagram cannot be longer; the others are far above what anybody sends. */
export const messageLimits = { bytes: 65_535, headerBytes: 32_768, headers: 200 } as const;

/** Why bytes are no SIP message: for the log. */
export type ParseProblem =
  "too-long" | "no-header-end" | "bad-start-line" | "bad-header" | "too-many-headers" | "short-body";

/** Reads one whole message, as a datagram carries it (RFC 3261 sections 7 and 18.3). Never throws. */
export function parseMessage(data: Buffer): Result<SipMessage, ParseProblem> {
  if (data.length > messageLimits.bytes) return err("too-long");
  const head = findHeaderEnd(data);
  if (head === undefined) return err("no-header-end");
  if (head.end > messageLimits.headerBytes) return err("too-long");
  const [startLine = "", ...lines] = unfold(data.toString("utf8", 0, head.end));
  if (lines.length > messageLimits.headers) return err("too-many-headers");
  const start = parseStartLine(startLine);
  if (start === undefined) return err("bad-start-line");
  const headers: SipHeader[] = [];
  for (const line of lines) {
    const parsed = parseHeader(line);
    if (parsed === undefined) return err("bad-header");
    headers.push(parsed);
  }
  const message = { ...start, headers, body: "" };
  const rest = data.subarray(head.bodyStart);
  const length = contentLength(message);
  if (length === undefined) return err("bad-header");
  // A datagram with fewer bytes than promised was cut; one with more carries padding (section 18.3).
  if (length > rest.length) return err("short-body");
  return ok({ ...message, body: rest.toString("utf8", 0, length === -1 ? rest.length : length) });
}

/** -1 when absent, undefined when it is no number. */
export function contentLength(message: SipMessage): number | undefined {
  const value = header(message, "content-length");
  if (value === undefined) return -1;
  return /^\d{1,9}$/.test(value) ? Number(value) : undefined;
}

/** Where the empty line is. Bare line feeds are taken as line ends too. */
export function findHeaderEnd(data: Buffer): { end: number; bodyStart: number } | undefined {
  for (let at = data.indexOf(10); at >= 0; at = data.indexOf(10, at + 1)) {
    const next = data[at + 1] === 13 ? at + 2 : at + 1;
    if (data[next] === 10) return { end: at, bodyStart: next + 1 };
  }
  return undefined;
}

/** A line that begins with white space goes on with the one before (section 7.3.1). */
function unfold(text: string): string[] {
  return text.replace(/\r?\n[ \t]+/g, " ").split(/\r?\n/);
}

type StartLine =
  | { readonly kind: "request"; readonly method: string; readonly uri: string }
  | { readonly kind: "response"; readonly status: number; readonly reason: string };

function parseStartLine(line: string): StartLine | undefined {
  const response = /^SIP\/2\.0 ([1-6]\d\d)(?: (.*))?$/i.exec(line.trimEnd());
  if (response !== null)
    return { kind: "response", status: Number(response[1]), reason: response[2]?.trim() ?? "" };
  const [, method, uri] =
    /^([A-Za-z0-9\-.!%*_+`'~]{1,32}) (\S{1,2048}) SIP\/2\.0$/i.exec(line.trimEnd()) ?? [];
  return method === undefined || uri === undefined ? undefined : { kind: "request", method, uri };
}

function parseHeader(line: string): SipHeader | undefined {
  const colon = line.indexOf(":");
  const name = line.slice(0, Math.max(0, colon)).trimEnd();
  if (!/^[A-Za-z0-9\-.!%*_+`'~]{1,64}$/.test(name)) return undefined;
  return [canonicalName(name), line.slice(colon + 1).trim()];
}
