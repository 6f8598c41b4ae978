/** Data of a log line. Tokens and passwords never; phone numbers masked; SDP only at `debug`. */
export type LogData = Readonly<Record<string, string | number | boolean | null | undefined>>;

/** error: the user lost something. warn: we recovered. info: one line a phase change. debug: the rest. */
export interface Log {
  error(message: string, data?: LogData): void;
  warn(message: string, data?: LogData): void;
  info(message: string, data?: LogData): void;
  debug(message: string, data?: LogData): void;
}
