import {
  applicationChannel,
  diagnosticsChannel,
  heartbeatChannel,
  type PublishMetadata,
} from "../../common/wire/device-signaling.ts";

interface PublishedStream {
  readonly alias: string | null;
  readonly transceivers: readonly RTCRtpTransceiver[];
}

interface PublishedChannel {
  /** The key of its application stream; the service knows the stream by it. */
  readonly key: string;
  readonly streamId: number;
}

/** All that one peer connection publishes: what every offer has to list (R37). */
export class Publications {
  readonly #streams = new Map<string, PublishedStream>();
  readonly #channels = new Map<string, PublishedChannel>();
  #lastStreamId: number = applicationChannel.maxStreamId;

  stream(streamId: string): PublishedStream | undefined {
    return this.#streams.get(streamId);
  }

  setStream(streamId: string, stream: PublishedStream): void {
    this.#streams.set(streamId, stream);
  }

  removeStream(streamId: string): void {
    this.#streams.delete(streamId);
  }

  /** Lists a channel under its alias, which is its label too. A closed one's number comes again only after all others. */
  addChannel(alias: string, key: string): PublishedChannel {
    const { minStreamId, maxStreamId } = applicationChannel;
    const used = new Set([...this.#channels.values()].map(({ streamId }) => streamId));
    do this.#lastStreamId = this.#lastStreamId >= maxStreamId ? minStreamId : this.#lastStreamId + 1;
    while (used.has(this.#lastStreamId));
    const channel = { key, streamId: this.#lastStreamId };
    this.#channels.set(alias, channel);
    return channel;
  }

  /** Only this very channel: another may have taken its alias since. */
  removeChannel(alias: string, channel: PublishedChannel): void {
    if (this.#channels.get(alias) === channel) this.#channels.delete(alias);
  }

  metadata(): PublishMetadata {
    const mediaStreams: PublishMetadata["mediaStreams"] = {};
    const dataChannels: PublishMetadata["dataChannels"] = { ...serviceChannels };
    for (const [msid, { alias }] of this.#streams) mediaStreams[msid] = alias === null ? {} : { alias };
    for (const [alias, { key, streamId }] of this.#channels) {
      mediaStreams[key] = { alias };
      dataChannels[alias] = { label: alias, streamId, stream: key };
    }
    return { mediaStreams, dataChannels };
  }
}

const serviceChannels = Object.fromEntries(
  [heartbeatChannel, diagnosticsChannel].map(({ label, id }) => [label, { label, streamId: id }] as const),
);
