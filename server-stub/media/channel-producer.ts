import { randomUUID } from "node:crypto";
import type { AnnouncedChannel, Producer } from "./media-engine.ts";
import type { DataMessage } from "./data-message.ts";

/** Whoever takes a channel's messages. Called synchronously for each; must not throw. */
export type ChannelSink = (message: DataMessage) => void;

/** One published data channel: where the publish transport puts messages in and sinks get them out. */
export class ChannelProducer implements Producer {
  readonly id: string = randomUUID();
  readonly kind = "application";
  readonly msid: string;
  readonly label: string;
  #closed = false;
  readonly #sinks = new Set<ChannelSink>();

  constructor({ stream, label }: AnnouncedChannel) {
    this.msid = stream;
    this.label = label;
  }

  get closed(): boolean {
    return this.#closed;
  }

  addSink(sink: ChannelSink): void {
    if (!this.#closed) this.#sinks.add(sink);
  }

  removeSink(sink: ChannelSink): void {
    this.#sinks.delete(sink);
  }

  receive(message: DataMessage): void {
    for (const sink of this.#sinks) sink(message);
  }

  close(): void {
    this.#closed = true;
    this.#sinks.clear();
  }
}
