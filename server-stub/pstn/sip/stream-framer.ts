import { findHeaderEnd, messageLimits } from "./parse-message.ts";

/**
 * Cuts a TCP byte stream into messages by Content-Length (RFC 3261 section 18.3). `push` gives what is complete; the
 * stream is `broken` when it cannot be one of SIP, and then gives nothing any more.
 */
export class StreamFramer {
  #pending: Buffer = Buffer.alloc(0);
  #broken = false;
  #pings = 0;

  get broken(): boolean {
    return this.#broken;
  }

  /** How many times the far end asked whether we are there (an empty double line, RFC 5626 section 4.4.1) since last asked. */
  takePings(): number {
    const pings = this.#pings;
    this.#pings = 0;
    return pings;
  }

  push(chunk: Buffer): Buffer[] {
    if (this.#broken) return [];
    this.#pending = this.#pending.length === 0 ? chunk : Buffer.concat([this.#pending, chunk]);
    const messages: Buffer[] = [];
    for (let next = this.#take(); next !== undefined; next = this.#take()) messages.push(next);
    if (this.#broken) this.#pending = Buffer.alloc(0);
    return messages;
  }

  #take(): Buffer | undefined {
    this.#skipEmptyLines();
    const head = findHeaderEnd(this.#pending);
    if (head === undefined || head.end > messageLimits.headerBytes) {
      this.#broken ||= this.#pending.length > messageLimits.headerBytes;
      return undefined;
    }
    const length = promisedLength(this.#pending, head.end);
    if (length === undefined || head.bodyStart + length > messageLimits.bytes) {
      this.#broken = true;
      return undefined;
    }
    const end = head.bodyStart + length;
    if (this.#pending.length < end) return undefined;
    const message = this.#pending.subarray(0, end);
    this.#pending = this.#pending.subarray(end);
    return message;
  }

  #skipEmptyLines(): void {
    let at = 0;
    while (this.#pending[at] === 13 || this.#pending[at] === 10) at += 1;
    if (at >= 4) this.#pings += 1;
    if (at > 0) this.#pending = this.#pending.subarray(at);
  }
}

/** Content-Length is mandatory on streams (section 20.14). */
function promisedLength(data: Buffer, end: number): number | undefined {
  const [, length] =
    /^(?:content-length|l)[ \t]*:[ \t]*(\d{1,9})[ \t]*\r?$/im.exec(data.toString("latin1", 0, end)) ?? [];
  return length === undefined ? undefined : Number(length);
}
