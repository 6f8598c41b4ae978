import type { z } from "zod";
import type { Clock } from "../../common/clock.ts";
import { err, ok, type Result } from "../../common/result.ts";
import { ErrorBody } from "../../common/wire/token-server.ts";

export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

export type HttpFailure =
  /** No connection was made; the server knows nothing of the request. */
  | { readonly code: "unreachable" }
  /** The connection broke, or no answer came in time; the request may have been carried out. */
  | { readonly code: "interrupted" }
  /** An answer that is not ours: another program on that port, a proxy's page, too large. */
  | { readonly code: "unreadable" }
  | {
      readonly code: "status";
      readonly status: number;
      readonly body: ErrorBody | null;
      readonly retryAfterMs: number;
    };

export interface HttpRequest<T> {
  readonly method: "GET" | "POST";
  readonly server: string;
  readonly path: string;
  readonly body?: unknown;
  readonly accessToken?: string;
  readonly output: z.ZodType<T>;
  readonly timeoutMs?: number;
}

export const httpTimeoutMs = 10_000;
const maxAnswerBytes = 1_048_576;

export interface HttpPorts {
  readonly fetch: Fetch;
  readonly clock: Clock;
}

/** One request to the token server: bounded in time and size, its answer parsed. */
export async function httpRequest<T>(
  ports: HttpPorts,
  request: HttpRequest<T>,
): Promise<Result<T, HttpFailure>> {
  const abort = new AbortController();
  const cancel = ports.clock.after(request.timeoutMs ?? httpTimeoutMs, () => abort.abort());
  try {
    const response = await ports.fetch(`${request.server}${request.path}`, {
      method: request.method,
      redirect: "error",
      signal: abort.signal,
      headers: requestHeaders(request),
      ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
    });
    const text = response.body === null ? "" : await readBounded(response.body, maxAnswerBytes);
    return text === null ? err({ code: "unreadable" }) : readAnswer(request, response, text);
  } catch (cause) {
    return err(networkFailure(cause));
  } finally {
    cancel();
  }
}

export function requestHeaders(request: { body?: unknown; accessToken?: string }): Record<string, string> {
  return {
    accept: "application/json",
    ...(request.body === undefined ? {} : { "content-type": "application/json" }),
    ...(request.accessToken === undefined ? {} : { authorization: `Bearer ${request.accessToken}` }),
  };
}

/** Node's fetch says `ECONNREFUSED` in the cause, Electron's `net::ERR_CONNECTION_REFUSED` in the message. */
export function networkFailure(cause: unknown): HttpFailure {
  const never =
    /ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT|bad port|NAME_NOT_RESOLVED|CONNECTION_REFUSED|CONNECTION_TIMED_OUT|PROXY_CONNECTION_FAILED|ADDRESS_UNREACHABLE|INTERNET_DISCONNECTED|CERT_/;
  return never.test(describeCause(cause)) ? { code: "unreachable" } : { code: "interrupted" };
}

function describeCause(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  const code = "code" in cause ? String(cause.code) : "";
  const below = "cause" in cause && cause.cause !== undefined ? describeCause(cause.cause) : "";
  const each = cause instanceof AggregateError ? cause.errors.map(describeCause).join(" ") : "";
  return `${code} ${cause.message} ${below} ${each}`;
}

function readAnswer<T>(request: HttpRequest<T>, response: Response, text: string): Result<T, HttpFailure> {
  const json = parseJson(text);
  if (!response.ok) {
    const body = ErrorBody.safeParse(json);
    const seconds = Number(response.headers.get("retry-after") ?? "0");
    const retryAfterMs = Number.isFinite(seconds) && seconds > 0 ? Math.min(seconds, 86_400) * 1_000 : 0;
    return err({
      code: "status",
      status: response.status,
      body: body.success ? body.data : null,
      retryAfterMs,
    });
  }
  const output = request.output.safeParse(json);
  return output.success ? ok(output.data) : err({ code: "unreadable" });
}

async function readBounded(body: ReadableStream<Uint8Array>, maxBytes: number): Promise<string | null> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let text = "";
  let bytes = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    bytes += value.byteLength;
    if (bytes > maxBytes) {
      await reader.cancel();
      return null;
    }
    text += decoder.decode(value, { stream: true });
  }
}

function parseJson(text: string): unknown {
  try {
    return text === "" ? null : JSON.parse(text);
  } catch {
    return undefined;
  }
}
