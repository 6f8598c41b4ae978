import type { Clock } from "../../common/clock.ts";
import type { Registration } from "../../common/contract/state.ts";
import type { RetryPolicy } from "../../common/retry-policy.ts";
import { type Dispose, Scope } from "../../common/scope.ts";
import { ServerEvent } from "../../common/wire/token-server.ts";
import type { Log } from "../log/log.ts";
import { type Fetch, networkFailure, requestHeaders } from "./http-client.ts";
import type { SignInSession } from "./sign-in-session.ts";
import { SseParser } from "./sse-parser.ts";

/** The server sends at least a comment every 15 s; so long a silence means that the connection is dead. */
export const silenceMs = 40_000;

export interface EventStreamPorts {
  readonly fetch: Fetch;
  readonly clock: Clock;
  readonly retry: RetryPolicy;
  readonly log: Log;
}

export interface EventStreamListener {
  registration(registration: Registration): void;
  event(event: ServerEvent): void;
}

/** Keeps one event stream open for a session, until ended. */
export class EventStream {
  readonly #ports: EventStreamPorts;
  readonly #session: SignInSession;
  readonly #listener: EventStreamListener;
  readonly #scope = new Scope();
  #tries = 0;
  #wake: () => void = () => {};
  #abort: () => void = () => {};
  /** The next connection is wanted without a pause before it. */
  #impatient = false;

  constructor(ports: EventStreamPorts, session: SignInSession, listener: EventStreamListener) {
    this.#ports = ports;
    this.#session = session;
    this.#listener = listener;
    this.#scope.add(() => this.#wake());
    void this.#run();
  }

  /** Connects now instead of at the end of the back-off. */
  retry(): void {
    this.#wake();
  }

  /** The network is another one, or may be: the connection of now is not waited for. */
  renew(): void {
    this.#impatient = true;
    this.#abort();
    this.#wake();
  }

  end(): void {
    this.#scope.end();
  }

  async #run(): Promise<void> {
    this.#listener.registration("connecting");
    while (!this.#scope.ended) {
      await this.#once();
      if (this.#scope.ended) return;
      this.#listener.registration("reconnecting");
      await this.#pause();
    }
  }

  /** One connection, from its request to its end. */
  async #once(): Promise<void> {
    const token = await this.#session.accessToken();
    if (this.#scope.ended || !token.ok) return;
    const abort = new AbortController();
    const release = this.#scope.add(() => abort.abort());
    this.#abort = () => abort.abort();
    const watch = this.#watchSilence(() => abort.abort());
    try {
      const response = await this.#ports.fetch(`${this.#session.server}/v1/events`, {
        method: "GET",
        redirect: "error",
        signal: abort.signal,
        headers: { ...requestHeaders({ accessToken: token.value }), accept: "text/event-stream" },
      });
      if (response.ok && response.body !== null) await this.#read(response.body, watch.heard);
      else if (response.status === 401) await this.#session.refresh();
      else this.#ports.log.warn("event stream refused", { status: response.status });
    } catch (cause) {
      this.#ports.log.info("event stream broke", { code: networkFailure(cause).code });
    } finally {
      watch.stop();
      release();
    }
  }

  async #read(body: ReadableStream<Uint8Array>, heard: () => void): Promise<void> {
    const reader = body.getReader();
    const decoder = new TextDecoder();
    const parser = new SseParser((data) => this.#received(data));
    for (;;) {
      const { done, value } = await reader.read();
      if (done || this.#scope.ended) return;
      heard();
      if (parser.push(decoder.decode(value, { stream: true }))) continue;
      this.#ports.log.warn("event too long");
      return reader.cancel();
    }
  }

  #received(data: string): void {
    const event = ServerEvent.safeParse(parseJson(data));
    if (!event.success) return this.#ports.log.warn("unreadable event");
    if (this.#scope.ended) return;
    if (event.data.type === "snapshot") {
      this.#tries = 0;
      this.#listener.registration("registered");
    }
    this.#listener.event(event.data);
  }

  #watchSilence(dead: () => void): { heard: () => void; stop: Dispose } {
    let cancel = this.#ports.clock.after(silenceMs, dead);
    return {
      heard: () => {
        cancel();
        cancel = this.#ports.clock.after(silenceMs, dead);
      },
      stop: () => cancel(),
    };
  }

  #pause(): Promise<void> {
    const impatient = this.#impatient;
    this.#impatient = false;
    if (impatient) return Promise.resolve();
    return new Promise((resolve) => {
      const cancel = this.#ports.clock.after(this.#ports.retry.nextDelayMs(this.#tries++) ?? 0, resolve);
      this.#wake = () => {
        cancel();
        resolve();
      };
    });
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
