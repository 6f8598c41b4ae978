import { canonicalName, wireName } from "./header-names.ts";
import { splitOutside } from "./split.ts";

/** Name in canonical form (long, lower case) and the value without the folding. */
export type SipHeader = readonly [name: string, value: string];

export interface SipRequest {
  readonly kind: "request";
  readonly method: string;
  readonly uri: string;
  readonly headers: readonly SipHeader[];
  readonly body: string;
}

export interface SipResponse {
  readonly kind: "response";
  readonly status: number;
  readonly reason: string;
  readonly headers: readonly SipHeader[];
  readonly body: string;
}

export type SipMessage = SipRequest | SipResponse;

/** The first header of that name. */
export function header(message: SipMessage, name: string): string | undefined {
  return message.headers.find(([found]) => found === name)?.[1];
}

/** All values of a header that may hold several, in order (RFC 3261 section 7.3.1). */
export function headerList(message: SipMessage, name: string): string[] {
  return message.headers
    .filter(([found]) => found === name)
    .flatMap(([, value]) => splitOutside(value, ","))
    .filter((value) => value !== "");
}

/** A copy with one header more, at the top: where a Via belongs. */
export function withTopHeader<M extends SipMessage>(message: M, name: string, value: string): M {
  return { ...message, headers: [[canonicalName(name), value], ...message.headers] };
}

/** A copy in which `name` occurs once, with `value`. */
export function withHeader<M extends SipMessage>(message: M, name: string, value: string): M {
  const others = message.headers.filter(([found]) => found !== name);
  return { ...message, headers: [...others, [name, value]] };
}

/** The bytes of a message. Content-Length is computed; a line break in a value cannot begin a header of its own. */
export function serializeMessage(message: SipMessage): Buffer {
  const start =
    message.kind === "request"
      ? `${message.method} ${message.uri} SIP/2.0`
      : `SIP/2.0 ${message.status} ${message.reason}`;
  const body = Buffer.from(message.body, "utf8");
  const lines = [
    start,
    ...message.headers
      .filter(([name]) => name !== "content-length")
      .map(([name, value]) => `${wireName(name)}: ${value}`),
    `Content-Length: ${body.length}`,
  ].map(oneLine);
  return Buffer.concat([Buffer.from(`${lines.join("\r\n")}\r\n\r\n`, "utf8"), body]);
}

// eslint-disable-next-line no-control-regex -- they are what must not get through
const oneLine = (text: string): string => text.replace(/[\x00-\x08\x0a-\x1f\x7f]+/g, " ");

/** RFC 3261 section 21, and what else we send. */
const reasons: Readonly<Record<number, string>> = {
  100: "Trying",
  180: "Ringing",
  200: "OK",
  400: "Bad Request",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  405: "Method Not Allowed",
  415: "Unsupported Media Type",
  416: "Unsupported URI Scheme",
  420: "Bad Extension",
  480: "Temporarily Unavailable",
  481: "Call/Transaction Does Not Exist",
  482: "Loop Detected",
  483: "Too Many Hops",
  486: "Busy Here",
  487: "Request Terminated",
  488: "Not Acceptable Here",
  491: "Request Pending",
  500: "Server Internal Error",
  503: "Service Unavailable",
  603: "Decline",
};

export const reasonPhrase = (status: number): string => reasons[status] ?? "Unknown";
