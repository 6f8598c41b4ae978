import { isIP } from "node:net";

export type LogLevel = "debug" | "info" | "warn" | "error";

/** error: a user lost something. warn: we recovered. info: one line a phase change. debug: the rest. */
export type Log = (level: LogLevel, message: string, data?: Record<string, unknown>) => void;

export interface JsonLogOptions {
  /** The lowest level that is written. */
  readonly level: LogLevel;
  readonly write: (line: string) => void;
  /** Ms since the epoch. */
  readonly now: () => number;
}

const rank: Record<LogLevel, number> = { debug: 0, info: 1, warn: 2, error: 3 };
const hidden = "[redacted]";
const secretKey = /token|password|passphrase|authorization|secret|callback|credential|cookie|jwt/i;

/** Bounds of one line, so that a hostile value cannot fill the disk. */
const limits = { depth: 5, entries: 50, text: 4_000 } as const;

/** Secrets inside free text: JWTs, credentials of an Authorization header or a URL, webhook paths. */
const secretText: readonly (readonly [RegExp, string])[] = [
  [/\b[\w-]*eyJ[\w-]{6,}\.[\w-]+(?:\.[\w-]*)?/g, hidden],
  [/\b(bearer|basic)\s+[\w+/=.~-]+/gi, `$1 ${hidden}`],
  [/\b((?:access_?|refresh_?|device_?)?token|password|secret)=[^&\s"']+/gi, `$1=${hidden}`],
  [/(\/webhooks\/(?:participants|voice)\/)[^/\s"'?]+/g, `$1${hidden}`],
  [/(:\/\/)[^/\s@:]+:[^/\s@]+@/g, `$1${hidden}@`],
];

/** One JSON object a line. Secrets are taken out of keys, values and the message before anything is written. */
export function createJsonLog(options: JsonLogOptions): Log {
  return (level, message, data) => {
    if (rank[level] < rank[options.level]) return;
    const line = { time: new Date(options.now()).toISOString(), level, message: redactText(message) };
    options.write(`${JSON.stringify({ ...line, ...redactedFields(data) })}\n`);
  };
}

/** A copy of `value` that is safe to write: bounded, without cycles, secrets replaced. */
export function redact(value: unknown, depth = 0): unknown {
  if (typeof value === "string") return redactText(value);
  if (typeof value === "bigint") return value.toString();
  if (typeof value === "function" || typeof value === "symbol") return `[${typeof value}]`;
  if (typeof value !== "object" || value === null) return value;
  if (depth >= limits.depth) return "[deeper]";
  if (value instanceof Error) return redactError(value, depth);
  if (Array.isArray(value)) return value.slice(0, limits.entries).map((item) => redact(item, depth + 1));
  const entries = Object.entries(value).slice(0, limits.entries);
  return Object.fromEntries(
    entries.map(([key, item]) => [key, secretKey.test(key) ? hidden : redact(item, depth + 1)]),
  );
}

/** An address without its last part: enough to tell networks apart, too little to name a household. */
export function maskAddress(address: string): string {
  if (isIP(address) === 4) return address.replace(/\.\d+$/, ".x");
  return isIP(address) === 6 ? `${address.split(":").slice(0, 3).join(":")}::x` : "unknown";
}

/** A phone number of which only the beginning and the end are left; of a SIP address, the host. */
export function maskNumber(number: string): string {
  const host = /^sips?:(?:[^@]*@)?([^;?]*)/i.exec(number)?.[1];
  if (host !== undefined) return `sip:…@${host}`;
  return number.length > 7 ? `${number.slice(0, 3)}…${number.slice(-2)}` : "…";
}

function redactedFields(data: Record<string, unknown> | undefined): Record<string, unknown> {
  const fields = redact(data ?? {});
  return typeof fields === "object" && fields !== null ? { ...fields } : {};
}

function redactError(error: Error, depth: number): Record<string, unknown> {
  const cause = error.cause === undefined ? {} : { cause: redact(error.cause, depth + 1) };
  const code = "code" in error && typeof error.code === "string" ? { code: error.code } : {};
  return {
    name: error.name,
    message: redactText(error.message),
    ...code,
    stack: redactText(error.stack ?? ""),
    ...cause,
  };
}

function redactText(text: string): string {
  const bounded = text.length > limits.text ? `${text.slice(0, limits.text)}…` : text;
  return secretText.reduce((safe, [pattern, replacement]) => safe.replace(pattern, replacement), bounded);
}
