import type { Clock } from "../../common/clock.ts";
import type { UserId } from "../../common/ids.ts";
import type { Dispose } from "../../common/scope.ts";
import type { ServerEvent } from "../../common/wire/token-server.ts";
import type { Client, ClientKey } from "./client.ts";

/** Where the text of one stream goes: an HTTP response that stays open. */
export interface StreamSink {
  write(text: string): void;
  end(): void;
}

/** Who gets an event: one client, all clients of a person (except one), or everybody. */
export type Audience =
  | { readonly client: ClientKey }
  | { readonly person: UserId; readonly except: ClientKey | null }
  | "everybody";

interface OpenStream {
  readonly client: Client;
  readonly sink: StreamSink;
  stopHeartbeat: Dispose;
}

export const heartbeatMs = 15_000;

/** The open event streams (WHATWG HTML §9.2), one a client: a newer one replaces the older. */
export class EventStreams {
  readonly #open = new Map<ClientKey, OpenStream>();
  readonly #clock: Clock;
  readonly #onChange: (client: Client, change: "opened" | "closed") => void;

  constructor(options: { clock: Clock; onChange: (client: Client, change: "opened" | "closed") => void }) {
    this.#clock = options.clock;
    this.#onChange = options.onChange;
  }

  /** Begins with `first()`, taken when the stream already counts. Call the result when the connection is gone. */
  open(client: Client, sink: StreamSink, first: () => ServerEvent): Dispose {
    const replaced = this.#open.get(client.key);
    const stream: OpenStream = { client, sink, stopHeartbeat: () => {} };
    this.#open.set(client.key, stream);
    if (replaced) finish(replaced);
    sink.write(message(first()));
    this.#beat(stream);
    this.#onChange(client, "opened");
    return () => this.#closed(stream);
  }

  send(to: Audience, event: ServerEvent): void {
    const text = message(event);
    for (const { client, sink } of [...this.#open.values()]) {
      if (isFor(to, client)) sink.write(text);
    }
  }

  isOpen(key: ClientKey): boolean {
    return this.#open.has(key);
  }

  isReachable(person: UserId): boolean {
    return [...this.#open.values()].some(({ client }) => client.person.id === person);
  }

  /** Ends one client's stream, after a last event if there is one to send. */
  close(key: ClientKey, last?: ServerEvent): void {
    const stream = this.#open.get(key);
    if (!stream) return;
    if (last) stream.sink.write(message(last));
    finish(stream);
    this.#closed(stream);
  }

  closeAll(): void {
    for (const key of [...this.#open.keys()]) this.close(key);
  }

  #closed(stream: OpenStream): void {
    if (this.#open.get(stream.client.key) !== stream) return;
    stream.stopHeartbeat();
    this.#open.delete(stream.client.key);
    this.#onChange(stream.client, "closed");
  }

  /** A comment now and then keeps middle boxes from closing a silent connection, and shows the client we are here. */
  #beat(stream: OpenStream): void {
    stream.stopHeartbeat = this.#clock.after(heartbeatMs, () => {
      stream.sink.write(": heartbeat\n\n");
      this.#beat(stream);
    });
  }
}

const message = (event: ServerEvent): string => `data: ${JSON.stringify(event)}\n\n`;

function finish(stream: OpenStream): void {
  stream.stopHeartbeat();
  stream.sink.end();
}

function isFor(to: Audience, client: Client): boolean {
  if (to === "everybody") return true;
  if ("client" in to) return to.client === client.key;
  return to.person === client.person.id && to.except !== client.key;
}
