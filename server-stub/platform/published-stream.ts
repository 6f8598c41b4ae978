import type { MediaType, StreamMap, StreamMetadata } from "../../common/wire/device-signaling.ts";
import type { ChannelIdentity, Producer, ProducerKind } from "../media/media-engine.ts";

/** Everything that a participant publishes under one key: a MediaStream id, or the key of an application stream. */
export interface PublishedStream {
  readonly participantId: string;
  /** The publishing peer connection's id. */
  readonly endpointId: string;
  readonly msid: string;
  readonly alias?: string;
  /** Never empty. */
  readonly producers: readonly Producer[];
}

const mediaTypeOf: Record<ProducerKind, MediaType> = {
  audio: "AUDIO",
  video: "VIDEO",
  application: "APPLICATION",
};

type SubscriberChannels = ReadonlyMap<Producer["id"], ChannelIdentity>;
const noChannels: SubscriberChannels = new Map();

/** The wire form, by msid (bandwidth.md 4.3); for a subscriber with the channels that it is to open. */
export function streamMap(
  streams: readonly PublishedStream[],
  channels: SubscriberChannels = noChannels,
): StreamMap {
  // fromEntries and not assignment: msids come from clients, and one may be called `__proto__`.
  return Object.fromEntries(streams.map((stream) => [stream.msid, streamMetadata(stream, channels)]));
}

function streamMetadata(
  { endpointId, participantId, alias, producers }: PublishedStream,
  channels: SubscriberChannels,
): StreamMetadata {
  const mediaTypes = [...new Set(producers.map(({ kind }) => mediaTypeOf[kind]))].sort();
  const dataChannel = producers.map(({ id }) => channels.get(id)).find((channel) => channel !== undefined);
  return {
    endpointId,
    mediaTypes,
    participantId,
    ...(alias === undefined ? {} : { alias }),
    ...(dataChannel === undefined ? {} : { dataChannel }),
  };
}
