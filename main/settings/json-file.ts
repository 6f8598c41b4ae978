import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { z } from "zod";
import type { Log } from "../log/log.ts";

/** One JSON file of ours, readable by its owner only. What cannot be read is put aside, never overwritten. */
export class JsonFile<S extends z.ZodType> {
  readonly #file: string;
  readonly #schema: S;
  readonly #log: Log;
  /** It is there and could be neither read nor put aside: it stays as it is, and changes last for this run. */
  #untouchable = false;

  constructor(file: string, schema: S, log: Log) {
    this.#file = file;
    this.#schema = schema;
    this.#log = log;
  }

  /** Null when there is none, or none that can be read. A disk that refuses costs what was kept, not the app. */
  read(): z.output<S> | null {
    try {
      const text = readIfThere(this.#file);
      if (text === null) return null;
      const parsed = this.#schema.safeParse(parseJson(text));
      if (parsed.success) return parsed.data;
      renameSync(this.#file, `${this.#file}.damaged`);
      this.#log.warn("file unreadable, put aside", { file: path.basename(this.#file) });
    } catch (cause) {
      if (!isSystemError(cause)) throw cause;
      this.#untouchable = true;
      this.#log.error("file unreadable, left as it is", {
        file: path.basename(this.#file),
        code: cause.code,
      });
    }
    return null;
  }

  /** Whole and atomic: a crash, or power that fails, leaves the old file or the new one. */
  write(value: z.input<S>): void {
    if (this.#untouchable) return;
    const temporary = `${this.#file}.new`;
    try {
      mkdirSync(path.dirname(this.#file), { recursive: true });
      writeFileSync(temporary, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600, flush: true });
      renameSync(temporary, this.#file);
    } catch (cause) {
      if (!isSystemError(cause)) throw cause;
      this.#log.error("file not written", { file: path.basename(this.#file), code: cause.code });
    }
  }
}

function readIfThere(file: string): string | null {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    if (isSystemError(cause) && cause.code === "ENOENT") return null;
    throw cause;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

const isSystemError = (cause: unknown): cause is NodeJS.ErrnoException & { code: string } =>
  cause instanceof Error && "code" in cause && typeof cause.code === "string";
