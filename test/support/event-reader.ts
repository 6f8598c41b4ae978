import { ServerEvent } from "../../common/wire/token-server.ts";

interface Waiting {
  readonly fits: (event: ServerEvent) => boolean;
  readonly resolve: (event: ServerEvent) => void;
  readonly reject: (error: Error) => void;
}

/** Reads one event stream, checking every message against the contract. */
export class EventReader {
  readonly contentType: string | null;
  readonly whenEnded: Promise<void>;
  heartbeats = 0;
  ended = false;
  readonly #abort: AbortController;
  readonly #onEvent: (event: ServerEvent) => void;
  readonly #unread: ServerEvent[] = [];
  #waiting: Waiting[] = [];

  private constructor(response: Response, abort: AbortController, onEvent: (event: ServerEvent) => void) {
    this.contentType = response.headers.get("content-type");
    this.#abort = abort;
    this.#onEvent = onEvent;
    this.whenEnded = this.#read(response);
  }

  static async open(
    url: string,
    headers: Record<string, string>,
    onEvent: (event: ServerEvent) => void = () => {},
  ): Promise<EventReader> {
    const abort = new AbortController();
    const response = await fetch(url, { headers, signal: abort.signal });
    if (response.status !== 200) throw new Error(`the stream answered ${response.status}`);
    return new EventReader(response, abort, onEvent);
  }

  /** The next event that fits, among those that came and were not passed over yet, or to come. */
  next(fits: (event: ServerEvent) => boolean): Promise<ServerEvent> {
    const index = this.#unread.findIndex(fits);
    const found = this.#unread[index];
    if (found) {
      this.#unread.splice(0, index + 1);
      return Promise.resolve(found);
    }
    this.#unread.length = 0;
    if (this.ended) return Promise.reject(new Error("the stream has ended"));
    return new Promise((resolve, reject) => this.#waiting.push({ fits, resolve, reject }));
  }

  close(): void {
    this.#abort.abort();
  }

  async #read(response: Response): Promise<void> {
    const decoder = new TextDecoder();
    let buffer = "";
    try {
      for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
        buffer += decoder.decode(chunk, { stream: true });
        const messages = buffer.split("\n\n");
        buffer = messages.pop() ?? "";
        for (const message of messages) this.#take(message);
      }
    } catch {
      // Aborted by us, or cut by the server: either way it is over.
    }
    this.ended = true;
    for (const { reject } of this.#waiting.splice(0)) reject(new Error("the stream has ended"));
  }

  #take(message: string): void {
    if (message.startsWith(":")) {
      this.heartbeats += 1;
      return;
    }
    const event = ServerEvent.parse(JSON.parse(message.replace(/^data: /, "")));
    this.#onEvent(event);
    const waiting = this.#waiting.find(({ fits }) => fits(event));
    this.#waiting = this.#waiting.filter((one) => one !== waiting);
    if (waiting) waiting.resolve(event);
    else if (this.#waiting.length === 0) this.#unread.push(event);
  }
}
