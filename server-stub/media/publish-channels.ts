import { ChannelProducer } from "./channel-producer.ts";
import { maxMessageBytes, type DataMessage } from "./data-message.ts";
import type { AnnouncedChannel } from "./media-engine.ts";

/** The application channels of one publishing peer connection, by SCTP stream id. */
export class PublishChannels {
  #producers = new Map<number, ChannelProducer>();

  /** `closeChannel` ends a channel towards the client. */
  constructor(private readonly closeChannel: (streamId: number) => void) {}

  get producers(): readonly ChannelProducer[] {
    return [...this.#producers.values()];
  }

  /** Replaces what is published. Channels that stay keep their producer. */
  configure(announced: readonly AnnouncedChannel[]): void {
    const before = this.#producers;
    this.#producers = new Map(
      announced.map((channel) => {
        const known = before.get(channel.streamId);
        const same =
          known !== undefined &&
          !known.closed &&
          known.msid === channel.stream &&
          known.label === channel.label;
        return [channel.streamId, same ? known : new ChannelProducer(channel)];
      }),
    );
    const kept = new Set(this.#producers.values());
    for (const producer of before.values()) if (!kept.has(producer)) producer.close();
  }

  /** False when nothing is published there. */
  receive(streamId: number, message: DataMessage): boolean {
    const producer = this.#producers.get(streamId);
    if (producer === undefined || producer.closed) return false;
    if (message.data.length > maxMessageBytes) {
      producer.close();
      this.closeChannel(streamId);
      return false;
    }
    producer.receive(message);
    return true;
  }

  /** The client has closed the channel; the stream is gone with its next offer. */
  ended(streamId: number): void {
    this.#producers.get(streamId)?.close();
  }

  close(): void {
    for (const producer of this.#producers.values()) producer.close();
    this.#producers.clear();
  }
}
