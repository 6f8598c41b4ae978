import type { Fetch } from "../../main/backend/http-client.ts";

export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
  readonly authorization: string | null;
  readonly signal: AbortSignal | null;
}
type Answer = Response | Promise<Response> | Error;
type Handler = (request: SeenRequest) => Answer;

/** A token server as a function: one handler a path, every request kept. A path without a handler cannot be reached. */
export class ScriptedFetch {
  readonly seen: SeenRequest[] = [];
  readonly #handlers = new Map<string, Handler>();

  on(path: string, handler: Handler): void {
    this.#handlers.set(path, handler);
  }

  paths(): string[] {
    return this.seen.map((request) => request.path);
  }

  readonly fetch: Fetch = (url, init) => {
    const { pathname } = new URL(url);
    const headers = new Headers(init.headers);
    const body: unknown = typeof init.body === "string" ? JSON.parse(init.body) : undefined;
    const request = {
      method: init.method ?? "GET",
      path: pathname,
      body,
      authorization: headers.get("authorization"),
      signal: init.signal ?? null,
    };
    this.seen.push(request);
    const answer = this.#handlers.get(pathname)?.(request) ?? connectionRefused();
    const aborted = new Promise<never>((_resolve, reject) => {
      init.signal?.addEventListener("abort", () => reject(new DOMException("aborted", "AbortError")));
    });
    return Promise.race([
      answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer),
      aborted,
    ]);
  };
}

export const json = (value: unknown, status = 200, headers: Record<string, string> = {}): Response =>
  new Response(JSON.stringify(value), {
    status,
    headers: { "content-type": "application/json", ...headers },
  });

export const refusal = (code: string, status: number, more: Record<string, unknown> = {}): Response =>
  json({ error: { code, message: code }, ...more }, status);

export const connectionRefused = (): Error =>
  new TypeError("fetch failed", { cause: Object.assign(new Error("connect"), { code: "ECONNREFUSED" }) });

export const connectionReset = (): Error =>
  new TypeError("fetch failed", { cause: Object.assign(new Error("read"), { code: "ECONNRESET" }) });

/** An event stream that a test writes to. */
export class ScriptedStream {
  #controller: ReadableStreamDefaultController<Uint8Array> | null = null;
  readonly response = new Response(
    new ReadableStream<Uint8Array>({ start: (controller) => void (this.#controller = controller) }),
    { headers: { "content-type": "text/event-stream" } },
  );

  write(text: string): void {
    this.#controller?.enqueue(new TextEncoder().encode(text));
  }

  event(event: unknown): void {
    this.write(`data: ${JSON.stringify(event)}\n\n`);
  }

  end(): void {
    this.#controller?.close();
  }

  /** As fetch does when its request is aborted: the body breaks. */
  breakOn(signal: AbortSignal | null): void {
    signal?.addEventListener("abort", () =>
      this.#controller?.error(new DOMException("aborted", "AbortError")),
    );
  }
}
