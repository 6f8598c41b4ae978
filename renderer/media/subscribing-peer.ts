import type { CallError } from "../../common/errors.ts";
import { err, ok, type Result } from "../../common/result.ts";
import { Scope, type Dispose } from "../../common/scope.ts";
import { TaskQueue } from "../../common/task-queue.ts";
import type { StreamMap } from "../../common/wire/device-signaling.ts";
import { openDataChannels } from "./data-channels.ts";
import { IncomingChannels, type IncomingChannelsOptions } from "./incoming-channels.ts";
import { RemoteStreams, type RemoteStream } from "./remote-streams.ts";
import { acceptActiveSetup, answerPassive, offeredStreams } from "./sdp.ts";

export interface SubscribeOffer {
  readonly revision: number;
  readonly sdpOffer: string;
  readonly streams: StreamMap;
}

/** Carries an answer to the service. Bounded in time by whoever implements it (R31). */
export interface Answerer {
  answer(input: { revision: number; sdpAnswer: string }): Promise<Result<null, CallError>>;
}

export interface SubscribingPeerOptions {
  /** Configured with `peerConfiguration`; owned by the subscribing peer from now on. */
  readonly pc: RTCPeerConnection;
  readonly answerer: Answerer;
  readonly createStream: (tracks: readonly MediaStreamTrack[]) => MediaStream;
  /** Once per stream, when all its tracks are in; the returned `Dispose` runs once, when the last is gone (R52). */
  readonly onAvailable: (stream: RemoteStream) => Dispose;
  /** Everything that reaches us, after each answered offer. */
  readonly onStreams: (streams: StreamMap) => void;
  readonly onChannelOpen: IncomingChannelsOptions["onOpen"];
  readonly onChannelMessage: IncomingChannelsOptions["onMessage"];
}

/** The peer connection that we receive on, where we answer (bandwidth.md 4.7). Negotiations never overlap. */
export class SubscribingPeer {
  readonly #options: SubscribingPeerOptions;
  readonly #pc: RTCPeerConnection;
  readonly #tasks = new TaskQueue();
  readonly #scope = new Scope();
  readonly #streams: RemoteStreams;
  readonly #channels: IncomingChannels;
  #completedRevision = 0;

  private constructor(options: SubscribingPeerOptions) {
    this.#options = options;
    this.#pc = options.pc;
    this.#streams = new RemoteStreams(options);
    this.#channels = new IncomingChannels({
      pc: options.pc,
      onOpen: options.onChannelOpen,
      onMessage: options.onChannelMessage,
    });
  }

  /** Opens the data channels; everything else waits for the service's first offer. */
  static open(options: SubscribingPeerOptions): SubscribingPeer {
    const peer = new SubscribingPeer(options);
    peer.#scope.add(() => options.pc.close());
    peer.#scope.add(openDataChannels(options.pc));
    peer.#scope.add(() => peer.#streams.clear());
    peer.#scope.add(() => peer.#channels.clear());
    return peer;
  }

  /**
   * Answers one offer. A revision that is not newer than the last completed one is ignored (R46). After a failure the
   * service offers again with a higher revision, and that one is taken.
   */
  take(offer: SubscribeOffer): Promise<Result<"answered" | "stale", CallError>> {
    return this.#tasks.run(async () => {
      if (this.#scope.ended) return mediaFailed;
      if (offer.revision <= this.#completedRevision) return ok("stale");
      try {
        return await this.#answer(offer);
      } catch (cause) {
        // SDP that the browser refuses is the service's failure; anything else is a bug of ours.
        if (!this.#scope.ended && !(cause instanceof DOMException)) throw cause;
        return mediaFailed;
      }
    });
  }

  /** Closes the peer connection at once; every stream becomes unavailable. */
  close(): void {
    this.#scope.end();
  }

  async #answer(offer: SubscribeOffer): Promise<Result<"answered" | "stale", CallError>> {
    await this.#pc.setRemoteDescription({ type: "offer", sdp: acceptActiveSetup(offer.sdpOffer) });
    this.#channels.update(offer.streams);
    const answer = await this.#pc.createAnswer();
    const sdpAnswer = answerPassive(answer.sdp ?? "");
    await this.#pc.setLocalDescription({ type: "answer", sdp: sdpAnswer });
    if (this.#scope.ended) return mediaFailed;
    // Before the answer is sent: should its reply get lost, the service sends media all the same.
    this.#streams.update(this.#offeredTracks(offer.sdpOffer), offer.streams);
    this.#options.onStreams(offer.streams);
    const sent = await this.#options.answerer.answer({ revision: offer.revision, sdpAnswer });
    if (!sent.ok) return sent;
    this.#completedRevision = offer.revision;
    return ok("answered");
  }

  /**
   * Streams are read from the SDP and not from `track` events: an m-line that goes from one remote party to the next
   * in a single offer fires none (webrtc-pc §5.1.1 "process the addition of a remote track").
   */
  #offeredTracks(sdpOffer: string): ReadonlyMap<string, readonly MediaStreamTrack[]> {
    const trackOf = new Map(this.#pc.getTransceivers().map(({ mid, receiver }) => [mid, receiver.track]));
    const streams = new Map<string, readonly MediaStreamTrack[]>();
    for (const [msid, mids] of offeredStreams(sdpOffer)) {
      const tracks = mids.map((mid) => trackOf.get(mid)).filter((track) => track !== undefined);
      if (tracks.length > 0) streams.set(msid, tracks);
    }
    return streams;
  }
}

const mediaFailed = err({ code: "media-failed" } as const);
