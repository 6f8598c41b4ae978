import type { Log, LogData } from "./log.ts";
import { redact } from "./redact.ts";

export type LogLevel = keyof Log;
const rank: Record<LogLevel, number> = { error: 0, warn: 1, info: 2, debug: 3 };

/** Where finished lines go, each with its line break. */
export type LogOutput = (line: string) => void;

export interface LogOptions {
  readonly level: LogLevel;
  readonly outputs: readonly LogOutput[];
  /** Ms since the epoch. */
  readonly now: () => number;
}

const maxTextLength = 8_000;

/** A log that writes one JSON object a line, without secrets and bounded in length. */
export function createLog(options: LogOptions): Log {
  const write = (level: LogLevel, message: string, data: LogData = {}): void => {
    if (rank[level] > rank[options.level]) return;
    const time = new Date(options.now()).toISOString();
    const line = `${JSON.stringify({ time, level, message: clean(message), ...cleanData(data) })}\n`;
    for (const output of options.outputs) output(line);
  };
  return {
    error: (message, data) => write("error", message, data),
    warn: (message, data) => write("warn", message, data),
    info: (message, data) => write("info", message, data),
    debug: (message, data) => write("debug", message, data),
  };
}

/** Under a key of its own, so that data cannot pretend to be another level or time. */
function cleanData(data: LogData): { data?: Record<string, LogData[string]> } {
  const entries = Object.entries(data).map(([key, value]) => [
    clean(key),
    isSecretName(key) ? "[redacted]" : typeof value === "string" ? clean(value) : value,
  ]);
  return entries.length === 0 ? {} : { data: Object.fromEntries(entries) as Record<string, LogData[string]> };
}

const isSecretName = (key: string): boolean => /(token|password|secret|credential|authorization)$/i.test(key);

function clean(text: string): string {
  const redacted = redact(text);
  return redacted.length > maxTextLength ? `${redacted.slice(0, maxTextLength)}…` : redacted;
}
