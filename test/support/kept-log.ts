import type { Log, LogData } from "../../main/log/log.ts";

/** A log that keeps its lines, for tests that look at them or do not care. */
export class KeptLog implements Log {
  readonly lines: { level: keyof Log; message: string; data: LogData }[] = [];
  error = (message: string, data: LogData = {}): void => this.#keep("error", message, data);
  warn = (message: string, data: LogData = {}): void => this.#keep("warn", message, data);
  info = (message: string, data: LogData = {}): void => this.#keep("info", message, data);
  debug = (message: string, data: LogData = {}): void => this.#keep("debug", message, data);

  /** Everything that was logged, as text. */
  text(): string {
    return JSON.stringify(this.lines);
  }

  #keep(level: keyof Log, message: string, data: LogData): void {
    this.lines.push({ level, message, data });
  }
}
