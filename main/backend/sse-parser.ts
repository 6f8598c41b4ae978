/** Server-sent events (WHATWG HTML 9.2.6), as far as we use them: `data` lines, comments, blank lines. */

/** One event at most so long; a longer one means that the server is not ours. */
export const maxEventLength = 1_048_576;

export class SseParser {
  readonly #onData: (data: string) => void;
  #line = "";
  #data: string[] = [];
  #length = 0;

  constructor(onData: (data: string) => void) {
    this.#onData = onData;
  }

  /** Takes text as it arrives. Returns false when an event grows beyond all bounds: stop reading. */
  push(text: string): boolean {
    const lines = (this.#line + text).split("\n");
    this.#line = lines.pop() ?? "";
    for (const line of lines) this.#take(line.endsWith("\r") ? line.slice(0, -1) : line);
    return this.#line.length + this.#length <= maxEventLength;
  }

  #take(line: string): void {
    if (line === "") return this.#flush();
    if (!line.startsWith("data:")) return;
    const value = line.slice(line.startsWith("data: ") ? 6 : 5);
    this.#data.push(value);
    // The line end counts too, so that lines without a text cannot be without end.
    this.#length += value.length + 1;
  }

  #flush(): void {
    if (this.#data.length === 0) return;
    const data = this.#data.join("\n");
    this.#data = [];
    this.#length = 0;
    this.#onData(data);
  }
}
