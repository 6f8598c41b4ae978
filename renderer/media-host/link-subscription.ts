import { type IceServer, type MediaReport, streamAlias } from "../../common/contract/media.ts";
import type { CallError } from "../../common/errors.ts";
import type { LinkId } from "../../common/ids.ts";
import type { Result } from "../../common/result.ts";
import { Scope, type Dispose } from "../../common/scope.ts";
import type { AudioSink, Playback } from "../media/audio-sink.ts";
import { watchMedia } from "../media/media-watch.ts";
import { peerConfiguration } from "../media/peer-configuration.ts";
import type { MediaPorts } from "../media/ports.ts";
import { watchQuality } from "../media/quality.ts";
import type { RemoteStream } from "../media/remote-streams.ts";
import { watchSpeaking } from "../media/speaking.ts";
import { statsEntries } from "../media/stats.ts";
import { SubscribingPeer, type Answerer, type SubscribeOffer } from "../media/subscribing-peer.ts";
import type { StageFeed } from "./stage-feed.ts";

interface LinkSubscriptionOptions {
  readonly id: LinkId;
  readonly ports: MediaPorts;
  readonly sink: AudioSink;
  readonly stage: StageFeed;
  readonly answerer: Answerer;
  readonly onReport: (report: MediaReport) => void;
}

/** What one link receives: plays it, shows it, measures it, and tells of it. */
export class LinkSubscription {
  readonly #options: LinkSubscriptionOptions;
  readonly #scope = new Scope();
  readonly #playing = new Map<RemoteStream, Playback>();
  #peer: SubscribingPeer | null = null;
  #held = false;

  constructor(options: LinkSubscriptionOptions) {
    this.#options = options;
  }

  take(
    offer: SubscribeOffer,
    iceServers: readonly IceServer[],
  ): Promise<Result<"answered" | "stale", CallError>> {
    return this.#subscribingPeer(iceServers).take(offer);
  }

  hold(held: boolean): void {
    this.#held = held;
    for (const playback of this.#playing.values()) playback.setMuted(held);
  }

  close(): void {
    this.#scope.end();
  }

  #subscribingPeer(iceServers: readonly IceServer[]): SubscribingPeer {
    if (this.#peer !== null) return this.#peer;
    const { ports, answerer, onReport } = this.#options;
    const pc = ports.createPeerConnection(peerConfiguration(iceServers));
    const peer = SubscribingPeer.open({
      pc,
      answerer,
      createStream: (tracks) => ports.createStream(tracks),
      onAvailable: (stream) => this.#present(stream),
      onStreams: (streams) => onReport({ type: "streams", streams }),
      onChannelOpen: (source) => onReport({ type: "channel-from", ...source }),
      onChannelMessage: (source, data) => onReport({ type: "channel-message", ...source, data }),
    });
    this.#peer = peer;
    this.#scope.add(() => peer.close());
    this.#measure(pc);
    return peer;
  }

  #present(stream: RemoteStream): Dispose {
    const { id, sink, stage } = this.#options;
    const playback = sink.play(stream);
    playback.setMuted(this.#held);
    this.#playing.set(stream, playback);
    const remove = stage.addRemote({
      link: id,
      participantId: stream.metadata?.participantId ?? null,
      alias: stream.metadata?.alias ?? null,
      media: stream.media,
    });
    return () => {
      this.#playing.delete(stream);
      playback.stop();
      remove();
    };
  }

  #measure(pc: RTCPeerConnection): void {
    const { id, ports, stage, onReport } = this.#options;
    const { clock } = ports;
    this.#scope.add(
      watchMedia({
        pc,
        clock,
        expected: () => !this.#held && this.#streams.some(({ media }) => media.getAudioTracks().length > 0),
        onFlowing: () => onReport({ type: "flowing" }),
        onInterrupted: () => onReport({ type: "interrupted" }),
      }),
    );
    this.#scope.add(
      watchQuality({ pc, clock, onQuality: (quality) => onReport({ type: "quality", ...quality }) }),
    );
    this.#scope.add(() => stage.setSpeaking(id, new Set()));
    this.#scope.add(
      watchSpeaking({
        clock,
        stats: async () => statsEntries(await pc.getStats()),
        onChange: (trackIds) => stage.setSpeaking(id, this.#speakers(trackIds)),
      }),
    );
  }

  get #streams(): RemoteStream[] {
    return [...this.#playing.keys()];
  }

  /** The sound of a shared film is nobody's voice. */
  #speakers(trackIds: ReadonlySet<string>): ReadonlySet<string> {
    const talking = this.#streams.filter(
      ({ media, metadata }) =>
        metadata?.alias !== streamAlias.screen && media.getAudioTracks().some(({ id }) => trackIds.has(id)),
    );
    return new Set(talking.map(({ metadata }) => metadata?.participantId).filter((id) => id !== undefined));
  }
}
