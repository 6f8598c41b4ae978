import { randomUUID } from "node:crypto";
import type { Dispose } from "../../common/scope.ts";
import type { AnnouncedChannel, Producer } from "./media-engine.ts";
import type { DataMessage } from "./data-message.ts";

/** Whoever takes a channel's messages. Called synchronously for each; must not throw. */
export type ChannelSink = (message: DataMessage) => void;

/** Where the messages come from of a channel that another thread receives. */
export interface ChannelOrigin {
  readonly id: string;
  /** Whether anybody takes the messages, whenever that may have changed. */
  wanted(wanted: boolean): void;
}

/** One published data channel: where the publish transport puts messages in and sinks get them out. */
export class ChannelProducer implements Producer {
  readonly id: string;
  readonly kind = "application";
  readonly msid: string;
  readonly label: string;
  #closed = false;
  readonly #sinks = new Set<ChannelSink>();
  readonly #closeListeners = new Set<() => void>();

  constructor(
    { stream, label }: Pick<AnnouncedChannel, "stream" | "label">,
    private readonly origin?: ChannelOrigin,
  ) {
    this.id = origin?.id ?? randomUUID();
    this.msid = stream;
    this.label = label;
  }

  get closed(): boolean {
    return this.#closed;
  }

  addSink(sink: ChannelSink): void {
    if (this.#closed) return;
    this.#sinks.add(sink);
    this.origin?.wanted(true);
  }

  removeSink(sink: ChannelSink): void {
    this.#sinks.delete(sink);
    this.origin?.wanted(this.#sinks.size > 0);
  }

  /** Once, when nothing comes out any more. */
  onClose(listener: () => void): Dispose {
    this.#closeListeners.add(listener);
    return () => this.#closeListeners.delete(listener);
  }

  receive(message: DataMessage): void {
    for (const sink of this.#sinks) sink(message);
  }

  close(): void {
    this.#closed = true;
    this.#sinks.clear();
    for (const listener of this.#closeListeners) listener();
    this.#closeListeners.clear();
  }
}
