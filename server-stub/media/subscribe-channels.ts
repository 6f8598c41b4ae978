import { ChannelOutbox } from "./channel-outbox.ts";
import type { ChannelProducer, ChannelSink } from "./channel-producer.ts";
import type { DataMessage } from "./data-message.ts";
import type { ChannelIdentity } from "./media-engine.ts";

/** SCTP streams for application channels: 0 and 1 are the service's, and Chromium opens none above 1023. */
const firstStreamId = 2;
const lastStreamId = 1_023;

export interface ChannelLink {
  /** False: a message would have to wait; `pump` when that changes. */
  hasRoom(): boolean;
  send(streamId: number, message: DataMessage): void;
  /** Closes a channel towards the client. */
  reset(streamId: number): void;
}

interface Channel extends ChannelIdentity {
  /** Set while messages are forwarded. */
  sink: ChannelSink | undefined;
  endedByClient: boolean;
}

/** The application channels of one subscribing peer connection, one for each producer that it receives. */
export class SubscribeChannels {
  readonly #channels = new Map<ChannelProducer, Channel>();
  /** Stream ids of channels that end with the client's next answer. */
  readonly #ending = new Set<number>();
  readonly #outbox: ChannelOutbox;
  #lastStreamId = firstStreamId - 1;

  constructor(
    private readonly link: ChannelLink,
    /** A channel ends because the client does not keep up; the next plan has another for its producer. */
    private readonly onLost: () => void,
  ) {
    this.#outbox = new ChannelOutbox(link, (streamId) => this.#lose(streamId));
  }

  /** The channels for exactly these producers, by producer id: unwanted ones end, new ones get an id. */
  plan(producers: readonly ChannelProducer[]): ReadonlyMap<string, ChannelIdentity> {
    const wanted = new Set(producers.filter(({ closed }) => !closed));
    for (const producer of this.#channels.keys()) if (!wanted.has(producer)) this.#close(producer);
    for (const producer of wanted) {
      if (this.#channels.has(producer)) continue;
      const streamId = this.#nextStreamId();
      if (streamId === undefined) break;
      this.#channels.set(producer, {
        label: producer.label,
        streamId,
        sink: undefined,
        endedByClient: false,
      });
    }
    return new Map([...this.#channels].map(([{ id }, { label, streamId }]) => [id, { label, streamId }]));
  }

  /**
   * The client has answered: it has opened what was planned. Only now is closed what is not: Chromium 156 loses half of a
   * reset that comes while it applies a description, and its channel stays `closing` for good.
   */
  start(): void {
    for (const streamId of this.#ending) this.link.reset(streamId);
    this.#ending.clear();
    for (const [producer, channel] of this.#channels) {
      if (channel.sink !== undefined || channel.endedByClient) continue;
      channel.sink = (message) => this.#outbox.push(channel.streamId, message);
      producer.addSink(channel.sink);
    }
  }

  pump(): void {
    this.#outbox.pump();
  }

  endedByClient(streamId: number): void {
    this.#ending.delete(streamId);
    for (const [producer, channel] of this.#channels) {
      if (channel.streamId !== streamId) continue;
      channel.endedByClient = true;
      this.#stop(producer, channel);
    }
  }

  close(): void {
    for (const [producer, channel] of this.#channels) this.#stop(producer, channel);
    this.#channels.clear();
  }

  #close(producer: ChannelProducer): void {
    const channel = this.#channels.get(producer);
    if (channel === undefined) return;
    this.#channels.delete(producer);
    this.#stop(producer, channel);
    if (!channel.endedByClient) this.#ending.add(channel.streamId);
  }

  #stop(producer: ChannelProducer, channel: Channel): void {
    if (channel.sink !== undefined) producer.removeSink(channel.sink);
    this.#outbox.drop(channel.streamId);
  }

  #lose(streamId: number): void {
    for (const [producer, channel] of this.#channels)
      if (channel.streamId === streamId) this.#close(producer);
    this.onLost();
  }

  /** In turn, so that an id comes again only when the client has long closed its last channel of that id. */
  #nextStreamId(): number | undefined {
    const used = new Set([...this.#ending, ...[...this.#channels.values()].map(({ streamId }) => streamId)]);
    for (let tried = firstStreamId; tried <= lastStreamId; tried++) {
      this.#lastStreamId = this.#lastStreamId === lastStreamId ? firstStreamId : this.#lastStreamId + 1;
      if (!used.has(this.#lastStreamId)) return this.#lastStreamId;
    }
    return undefined;
  }
}
