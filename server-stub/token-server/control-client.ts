import type { z } from "zod";
import { err, ok, type Result } from "../../common/result.ts";
import {
  CreateParticipantResponse,
  PlatformSession,
  type PublishPermission,
} from "../../common/wire/control-api.ts";

export interface ControlClientOptions {
  /** Up to and without `/accounts`, for example `https://api.webrtc.bandwidth.com/v1`. */
  readonly baseUrl: string;
  readonly account: { readonly accountId: string; readonly username: string; readonly password: string };
  readonly timeoutMs: number;
}

/** unreachable: no answer in time. refused: an answer other than success. unreadable: success, but not as documented. */
export type ControlProblem =
  | { readonly kind: "unreachable"; readonly detail: string }
  | { readonly kind: "refused"; readonly status: number }
  | { readonly kind: "unreadable" };

type Answer<T> = Promise<Result<T, ControlProblem>>;

const maxAnswerBytes = 256 * 1024;

/** The part of the control API v1 that one-to-one calls need (bandwidth.md section 2). Every request ends in time. */
export class ControlClient {
  readonly #options: ControlClientOptions;
  readonly #base: string;
  readonly #authorization: string;

  constructor(options: ControlClientOptions) {
    const { accountId, username, password } = options.account;
    this.#options = options;
    this.#base = `${options.baseUrl.replace(/\/+$/, "")}/accounts/${encodeURIComponent(accountId)}`;
    this.#authorization = `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`;
  }

  createParticipant(options: {
    callbackUrl: string;
    tag: string;
  }): Answer<z.infer<typeof CreateParticipantResponse>> {
    const publishPermissions: PublishPermission[] = ["AUDIO", "VIDEO"];
    const body = { ...options, publishPermissions, deviceApiVersion: "V3" };
    return this.#read("POST", "/participants", body, CreateParticipantResponse);
  }

  createSession(options: { tag: string }): Answer<PlatformSession> {
    return this.#read("POST", "/sessions", options, PlatformSession);
  }

  /** Makes the participant a member that hears every other member, present and future. */
  addParticipant(sessionId: string, participantId: string): Answer<void> {
    const path = `/sessions/${encodeURIComponent(sessionId)}/participants/${encodeURIComponent(participantId)}`;
    return this.#done("PUT", path, { sessionId });
  }

  deleteParticipant(participantId: string): Answer<void> {
    return this.#done("DELETE", `/participants/${encodeURIComponent(participantId)}`);
  }

  deleteSession(sessionId: string): Answer<void> {
    return this.#done("DELETE", `/sessions/${encodeURIComponent(sessionId)}`);
  }

  /** Whether the API is there and takes our credentials: a session that cannot exist must be unknown to it (R7). */
  async answersUs(): Promise<boolean> {
    const answer = await this.#send("GET", "/sessions/00000000-0000-4000-8000-000000000000", undefined);
    return !answer.ok && answer.error.kind === "refused" && answer.error.status === 404;
  }

  async #read<S extends z.ZodType>(
    method: string,
    path: string,
    body: unknown,
    schema: S,
  ): Answer<z.output<S>> {
    const answer = await this.#send(method, path, body);
    if (!answer.ok) return answer;
    const parsed = schema.safeParse(parseJson(answer.value));
    return parsed.success ? ok(parsed.data) : err({ kind: "unreadable" });
  }

  async #done(method: string, path: string, body?: unknown): Answer<void> {
    const answer = await this.#send(method, path, body);
    return answer.ok ? ok(undefined) : answer;
  }

  async #send(method: string, path: string, body: unknown): Answer<string> {
    const content = body === undefined ? {} : { "content-type": "application/json" };
    try {
      const response = await fetch(`${this.#base}${path}`, {
        method,
        headers: { authorization: this.#authorization, accept: "application/json", ...content },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        // A redirect would take the credentials elsewhere; the API has none.
        redirect: "error",
        signal: AbortSignal.timeout(this.#options.timeoutMs),
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
