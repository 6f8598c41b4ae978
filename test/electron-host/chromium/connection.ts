import { EventEmitter } from "node:events";
import type { Readable, Writable } from "node:stream";
import type { ProtocolEvents, ResultOf } from "./protocol.ts";

interface Pending {
  readonly method: string;
  readonly resolve: (result: unknown) => void;
  readonly reject: (cause: Error) => void;
}

interface Incoming {
  readonly id?: number;
  readonly sessionId?: string;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: unknown;
  readonly error?: { readonly message: string };
}

/** One attached target, or the browser itself. */
export class CdpSession {
  readonly #emitter = new EventEmitter().setMaxListeners(0);
  readonly #sendRaw: (method: string, params: object) => Promise<unknown>;

  constructor(sendRaw: (method: string, params: object) => Promise<unknown>) {
    this.#sendRaw = sendRaw;
  }

  /** Rejects when the command fails or the connection ends. */
  send<M extends string>(method: M, params: object = {}): Promise<ResultOf<M>> {
    return this.#sendRaw(method, params) as Promise<ResultOf<M>>;
  }

  /** For commands whose failure only means that the target is already gone. */
  sendQuietly(method: string, params: object = {}): void {
    this.#sendRaw(method, params).catch(() => undefined);
  }

  on<E extends keyof ProtocolEvents>(event: E, listener: (params: ProtocolEvents[E]) => void): void {
    this.#emitter.on(event, listener);
  }

  deliver(event: string, params: unknown): void {
    this.#emitter.emit(event, params);
  }
}

/** DevTools protocol over the two pipes of `--remote-debugging-pipe`: JSON messages that end with a zero byte. */
export class CdpConnection {
  readonly root: CdpSession;
  readonly #sessions = new Map<string, CdpSession>();
  readonly #pending = new Map<number, Pending>();
  readonly #output: Writable;
  readonly #onClose: () => void;
  #chunks: Buffer[] = [];
  #lastId = 0;
  #closed = false;

  constructor(output: Writable, input: Readable, onClose: () => void) {
    this.#output = output;
    this.#onClose = onClose;
    this.root = new CdpSession((method, params) => this.#send(undefined, method, params));
    input.on("data", (chunk: Buffer) => this.#read(chunk));
    for (const stream of [input, output]) {
      stream.on("close", () => this.#close());
      stream.on("error", () => this.#close());
    }
  }

  session(id: string): CdpSession {
    const known = this.#sessions.get(id);
    if (known !== undefined) return known;
    const session = new CdpSession((method, params) => this.#send(id, method, params));
    this.#sessions.set(id, session);
    return session;
  }

  #send(sessionId: string | undefined, method: string, params: object): Promise<unknown> {
    if (this.#closed) return Promise.reject(new Error(`Chromium is gone: ${method}`));
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { method, resolve, reject });
      this.#output.write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
    });
  }

  #read(chunk: Buffer): void {
    let start = 0;
    for (let end = chunk.indexOf(0); end >= 0; end = chunk.indexOf(0, start)) {
      const text = Buffer.concat([...this.#chunks, chunk.subarray(start, end)]).toString("utf8");
      this.#chunks = [];
      start = end + 1;
      this.#dispatch(JSON.parse(text) as Incoming);
    }
    if (start < chunk.length) this.#chunks.push(chunk.subarray(start));
  }

  #dispatch(message: Incoming): void {
    if (message.id !== undefined) return this.#settle(message.id, message);
    const session = message.sessionId === undefined ? this.root : this.session(message.sessionId);
    if (message.method !== undefined) session.deliver(message.method, message.params);
  }

  #settle(id: number, { error, result }: Incoming): void {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    if (error === undefined) pending?.resolve(result);
    else pending?.reject(new Error(`${pending.method}: ${error.message}`));
  }

  #close(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const { method, reject } of this.#pending.values()) reject(new Error(`Chromium is gone: ${method}`));
    this.#pending.clear();
    this.#onClose();
  }
}
