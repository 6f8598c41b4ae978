import type { z } from "zod";
import { err, ok, type Result } from "../../common/result.ts";

export interface ApiAccount {
  readonly accountId: string;
  readonly username: string;
  readonly password: string;
}

export interface ApiClientOptions {
  /** Up to and without `/accounts`, for example `https://api.webrtc.bandwidth.com/v1`. */
  readonly baseUrl: string;
  readonly account: ApiAccount;
  readonly timeoutMs: number;
}

/** unreachable: no answer in time. refused: an answer other than success. unreadable: success, but not as documented. */
export type ApiProblem =
  | { readonly kind: "unreachable"; readonly detail: string }
  | { readonly kind: "refused"; readonly status: number }
  | { readonly kind: "unreadable" };

export type ApiAnswer<T> = Promise<Result<T, ApiProblem>>;

const maxAnswerBytes = 256 * 1024;

/** JSON over HTTP with an API user's credentials, as both of Bandwidth's APIs have it. Every request ends in time. */
export class ApiClient {
  readonly #timeoutMs: number;
  readonly #base: string;
  readonly #authorization: string;

  constructor({ baseUrl, account, timeoutMs }: ApiClientOptions) {
    this.#timeoutMs = timeoutMs;
    this.#base = `${baseUrl.replace(/\/+$/, "")}/accounts/${encodeURIComponent(account.accountId)}`;
    this.#authorization = `Basic ${Buffer.from(`${account.username}:${account.password}`).toString("base64")}`;
  }

  async read<S extends z.ZodType>(
    method: string,
    path: string,
    body: unknown,
    schema: S,
  ): ApiAnswer<z.output<S>> {
    const answer = await this.#send(method, path, body);
    if (!answer.ok) return answer;
    const parsed = schema.safeParse(parseJson(answer.value));
    return parsed.success ? ok(parsed.data) : err({ kind: "unreadable" });
  }

  async done(method: string, path: string, body?: unknown): ApiAnswer<void> {
    const answer = await this.#send(method, path, body);
    return answer.ok ? ok(undefined) : answer;
  }

  async #send(method: string, path: string, body: unknown): ApiAnswer<string> {
    const content = body === undefined ? {} : { "content-type": "application/json" };
    try {
      const response = await fetch(`${this.#base}${path}`, {
        method,
        headers: { authorization: this.#authorization, accept: "application/json", ...content },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        // A redirect would take the credentials elsewhere; the API has none.
        redirect: "error",
        signal: AbortSignal.timeout(this.#timeoutMs),
      });
      const text = await readBounded(response);
      if (!response.ok) return err({ kind: "refused", status: response.status });
      return text === null ? err({ kind: "unreadable" }) : ok(text);
    } catch (cause) {
      return err({ kind: "unreachable", detail: reason(cause) });
    }
  }
}

async function readBounded(response: Response): Promise<string | null> {
  if (!response.body) return "";
  // Fetch bodies are streams of bytes; Node's typing leaves the chunk open.
  const body: AsyncIterable<Uint8Array> = response.body;
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.byteLength;
    if (size > maxAnswerBytes) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** `fetch` rejects with TypeError for a network failure and DOMException for a time-out; the cause has the code. */
function reason(cause: unknown): string {
  if (!(cause instanceof Error)) return "unknown";
  const inner = cause.cause;
  return inner instanceof Error && "code" in inner && typeof inner.code === "string"
    ? inner.code
    : cause.name;
}
