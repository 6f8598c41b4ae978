import { appendFileSync, existsSync, mkdirSync, renameSync, rmSync, statSync } from "node:fs";
import path from "node:path";
import type { LogOutput } from "./log-sink.ts";

export interface LogFileOptions {
  readonly file: string;
  /** Bytes after which a file is put aside. */
  readonly maxBytes: number;
  /** How many files there may be, the current one included. */
  readonly files: number;
}

/**
 * Appends lines to a file and rotates it (`x.log`, `x.1.log`, …). Synchronous, since the last line before a crash is the
 * one that matters and there are only a few a second. A disk that refuses is not worth failing for: the line is dropped.
 */
export function logFile(options: LogFileOptions): LogOutput {
  let size: number | null = null;
  return (line) => {
    try {
      size ??= open(options.file);
      if (size > 0 && size + Buffer.byteLength(line) > options.maxBytes) {
        rotate(options);
        size = 0;
      }
      appendFileSync(options.file, line, { mode: 0o600 });
      size += Buffer.byteLength(line);
    } catch {
      size = null;
    }
  };
}

function open(file: string): number {
  mkdirSync(path.dirname(file), { recursive: true });
  return existsSync(file) ? statSync(file).size : 0;
}

function rotate({ file, files }: LogFileOptions): void {
  const { dir, name, ext } = path.parse(file);
  const numbered = (index: number): string => (index === 0 ? file : path.join(dir, `${name}.${index}${ext}`));
  rmSync(numbered(files - 1), { force: true });
  for (let index = files - 2; index >= 0; index -= 1) {
    if (existsSync(numbered(index))) renameSync(numbered(index), numbered(index + 1));
  }
}
