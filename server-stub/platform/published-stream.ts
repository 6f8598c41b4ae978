import type { StreamMap, StreamMetadata } from "../../common/wire/device-signaling.ts";
import type { MediaKind, Producer } from "../media/media-engine.ts";

/** Everything that a participant publishes under one msid. */
export interface PublishedStream {
  readonly participantId: string;
  /** The publishing peer connection's id. */
  readonly endpointId: string;
  readonly msid: string;
  readonly alias?: string;
  /** Never empty. */
  readonly producers: readonly Producer[];
}

const mediaTypeOf: Record<MediaKind, "AUDIO" | "VIDEO"> = { audio: "AUDIO", video: "VIDEO" };

/** The wire form, by msid (bandwidth.md 4.3). */
export function streamMap(streams: readonly PublishedStream[]): StreamMap {
  // fromEntries and not assignment: msids come from clients, and one may be called `__proto__`.
  return Object.fromEntries(streams.map((stream) => [stream.msid, streamMetadata(stream)]));
}

function streamMetadata({ endpointId, participantId, alias, producers }: PublishedStream): StreamMetadata {
  const mediaTypes = [...new Set(producers.map(({ kind }) => mediaTypeOf[kind]))].sort();
  return { endpointId, mediaTypes, participantId, ...(alias === undefined ? {} : { alias }) };
}
