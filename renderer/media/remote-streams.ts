import type { Dispose } from "../../common/scope.ts";
import type { StreamMap, StreamMetadata } from "../../common/wire/device-signaling.ts";

/** A remote party's stream, complete. `metadata` is null when the service did not describe it, which is allowed (4.7). */
export interface RemoteStream {
  readonly msid: string;
  readonly media: MediaStream;
  readonly metadata: StreamMetadata | null;
}

interface RemoteStreamsOptions {
  readonly createStream: (tracks: readonly MediaStreamTrack[]) => MediaStream;
  /** What it starts is ended by its own `Dispose` when the stream has gone. */
  readonly onAvailable: (stream: RemoteStream) => Dispose;
}

/** Tells each stream once when it comes and once when it goes, however often it is negotiated between (R52). */
export class RemoteStreams {
  readonly #options: RemoteStreamsOptions;
  readonly #live = new Map<string, { media: MediaStream; onGone: Dispose }>();

  constructor(options: RemoteStreamsOptions) {
    this.#options = options;
  }

  /** Takes the complete current set; an msid that is missing has gone. */
  update(current: ReadonlyMap<string, readonly MediaStreamTrack[]>, metadata: StreamMap): void {
    for (const msid of [...this.#live.keys()]) if (!current.has(msid)) this.#remove(msid);
    for (const [msid, tracks] of current) {
      const known = this.#live.get(msid);
      if (known !== undefined) {
        setTracks(known.media, tracks);
        continue;
      }
      const media = this.#options.createStream(tracks);
      const onGone = this.#options.onAvailable({ msid, media, metadata: metadata[msid] ?? null });
      this.#live.set(msid, { media, onGone });
    }
  }

  /** Everything has gone. */
  clear(): void {
    for (const msid of [...this.#live.keys()]) this.#remove(msid);
  }

  #remove(msid: string): void {
    const gone = this.#live.get(msid);
    this.#live.delete(msid);
    gone?.onGone();
  }
}

function setTracks(media: MediaStream, tracks: readonly MediaStreamTrack[]): void {
  for (const track of media.getTracks()) if (!tracks.includes(track)) media.removeTrack(track);
  for (const track of tracks) if (!media.getTracks().includes(track)) media.addTrack(track);
}
