import type { Clock } from "../../../common/clock.ts";
import { err, ok, type Result } from "../../../common/result.ts";
import type { Log } from "../../log.ts";
import {
  type GuardedAnswer,
  type PrivateAddresses,
  sendGuarded,
} from "../../platform/webhooks/guarded-request.ts";
import { readBxml } from "../bxml/bxml-reader.ts";
import type { Script } from "../bxml/verbs.ts";
import type { Hook, HookAddress } from "./hook.ts";
import type { VoiceEvent } from "./voice-event.ts";

/** Why there is no BXML; the words of `cause`. */
export interface HookFailure {
  readonly cause: "callback-error" | "invalid-bxml";
  readonly message: string;
}

export interface HookClientOptions {
  readonly clock: Clock;
  readonly log: Log;
  readonly allowPrivateAddresses: PrivateAddresses;
}

const longestAnswerBytes = 64 * 1024;

/** Sends events to customers' servers and reads the BXML that they answer (bandwidth.md 6.5). */
export class HookClient {
  readonly #options: HookClientOptions;
  readonly #abort = new AbortController();

  constructor(options: HookClientOptions) {
    this.#options = options;
  }

  /** Asks what to do next: first here, then at the fallback if this one cannot be reached or does not accept. */
  async ask(hook: Hook, event: VoiceEvent, timeoutMs: number): Promise<Result<Script, HookFailure>> {
    const first = await this.#askOnce(hook, event, timeoutMs);
    if (first.ok || first.error.cause === "invalid-bxml" || hook.fallback === undefined) return first;
    this.#options.log("warn", "voice webhook failed, trying its fallback", said(event, first.error.message));
    return this.#askOnce(hook.fallback, event, timeoutMs);
  }

  /** Tells and waits for nothing but the status. */
  async tell(hook: Hook, event: VoiceEvent, timeoutMs: number): Promise<void> {
    const answer = await this.#send(hook, event, timeoutMs);
    const problem = problemOf(answer);
    if (problem !== undefined) this.#options.log("warn", "voice webhook given up", said(event, problem));
  }

  /** Gives up on everything that is under way. */
  close(): void {
    this.#abort.abort();
  }

  async #askOnce(
    address: HookAddress,
    event: VoiceEvent,
    timeoutMs: number,
  ): Promise<Result<Script, HookFailure>> {
    const answer = await this.#send(address, event, timeoutMs);
    if (answer.type === "too-long") return failed("invalid-bxml", "the document is longer than 64 KB", event);
    const problem = problemOf(answer);
    if (answer.type !== "answered" || problem !== undefined)
      return failed("callback-error", problem ?? answer.type, event);
    // 204, or nothing in a 200: the application has no more orders, as in an empty Response.
    if (answer.text.trim() === "") return ok({ verbs: [] });
    const script = readBxml(answer.text, address.url);
    return script.ok ? script : failed("invalid-bxml", script.error, event);
  }

  /** A connection that fails is tried once more, as the real service does. */
  async #send(address: HookAddress, event: VoiceEvent, timeoutMs: number): Promise<GuardedAnswer> {
    const once = (): Promise<GuardedAnswer> => this.#sendOnce(address, event, timeoutMs);
    const answer = await once();
    return answer.type === "unreachable" && !this.#abort.signal.aborted ? once() : answer;
  }

  #sendOnce(address: HookAddress, event: VoiceEvent, timeoutMs: number): Promise<GuardedAnswer> {
    const { username, password = "" } = address;
    const credentials = Buffer.from(`${username ?? ""}:${password}`).toString("base64");
    const asGet = address.method === "GET";
    return sendGuarded(asGet ? withQuery(address.url, event) : address.url, {
      method: address.method,
      headers: {
        accept: "application/xml",
        ...(asGet ? {} : { "content-type": "application/json" }),
        ...(username === undefined ? {} : { authorization: `Basic ${credentials}` }),
      },
      ...(asGet ? {} : { body: JSON.stringify(event) }),
      timeoutMs,
      maxAnswerBytes: longestAnswerBytes,
      allowPrivateAddresses: this.#options.allowPrivateAddresses,
      clock: this.#options.clock,
      signal: this.#abort.signal,
    });
  }
}

function problemOf(answer: GuardedAnswer): string | undefined {
  if (answer.type !== "answered") return `the webhook's address is ${answer.type}`;
  return answer.status >= 200 && answer.status < 300
    ? undefined
    : `the webhook was answered with ${answer.status}`;
}

function failed(cause: HookFailure["cause"], problem: string, event: VoiceEvent): Result<never, HookFailure> {
  return err({ cause, message: `${event.eventType}: ${problem}` });
}

/** With GET the event is the query, after whatever query the address had. */
function withQuery(url: URL, event: VoiceEvent): URL {
  const full = new URL(url);
  for (const [name, value] of Object.entries(event)) full.searchParams.append(name, String(value));
  return full;
}

const said = (event: VoiceEvent, problem: string): Record<string, unknown> => ({
  call: event.callId,
  event: event.eventType,
  problem,
});
