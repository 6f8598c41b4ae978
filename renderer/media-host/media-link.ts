import {
  type AudioSettings,
  type IceServer,
  type MediaReport,
  streamAlias,
  type VideoSettings,
} from "../../common/contract/media.ts";
import type { CallError } from "../../common/errors.ts";
import type { LinkId } from "../../common/ids.ts";
import type { Result } from "../../common/result.ts";
import { Scope, type Dispose } from "../../common/scope.ts";
import type { AudioSink } from "../media/audio-sink.ts";
import { peerConfiguration } from "../media/peer-configuration.ts";
import type { MediaPorts } from "../media/ports.ts";
import { PublishingPeer, type Negotiator } from "../media/publishing-peer.ts";
import type { Answerer, SubscribeOffer } from "../media/subscribing-peer.ts";
import { LinkCamera } from "./link-camera.ts";
import { LinkChannels } from "./link-channels.ts";
import { LinkShare } from "./link-share.ts";
import { LinkSubscription } from "./link-subscription.ts";
import { LinkVoice } from "./link-voice.ts";
import type { StageFeed } from "./stage-feed.ts";

export interface MediaLinkOptions {
  readonly id: LinkId;
  readonly ports: MediaPorts;
  readonly sink: AudioSink;
  readonly stage: StageFeed;
  readonly audio: AudioSettings;
  readonly video: VideoSettings;
  readonly signaling: Negotiator & Answerer;
  readonly onReport: (report: MediaReport) => void;
  /** The user allowed a microphone or camera: the labels of devices can be read now. */
  readonly onDeviceGranted: () => void;
}

/** What one link does: its pair of peer connections, what it sends and what it receives. Ends with `close`. */
export class MediaLink {
  readonly #options: MediaLinkOptions;
  readonly #scope = new Scope();
  readonly voice: LinkVoice;
  readonly camera: LinkCamera;
  readonly share: LinkShare;
  readonly channels: LinkChannels;
  readonly #subscription: LinkSubscription;
  #publishing: PublishingPeer | null = null;

  constructor(options: MediaLinkOptions) {
    this.#options = options;
    const { id, ports, sink, stage, signaling } = options;
    const sending = {
      ports,
      peer: () => this.#publishingPeer([]),
      onReport: (report: MediaReport) => this.#report(report),
      onGranted: options.onDeviceGranted,
    };
    this.voice = new LinkVoice({
      ...sending,
      settings: options.audio,
      onFailed: (error) => this.#fail(error),
      onSpeaking: (speaking) => stage.setSelfSpeaking(id, speaking),
    });
    this.camera = new LinkCamera({
      ...sending,
      settings: options.video,
      onStream: this.#showOwn(streamAlias.camera),
    });
    this.share = new LinkShare({ ...sending, onStream: this.#showOwn(streamAlias.screen) });
    this.channels = new LinkChannels(sending);
    this.#subscription = new LinkSubscription({ ...sending, id, sink, stage, answerer: signaling });
    for (const part of [this.voice, this.camera, this.share, this.channels, this.#subscription])
      this.#scope.add(() => part.close());
  }

  /** Negotiates the publishing peer connection, microphone still closed. A failure is no loss: publishing tries again. */
  prepare(iceServers: readonly IceServer[]): Promise<Result<null, CallError>> {
    return this.#publishingPeer(iceServers).prepare();
  }

  /** Answers an offer of the service. What fails here is for the service to offer again (bandwidth.md 4.7). */
  take(
    offer: SubscribeOffer,
    iceServers: readonly IceServer[],
  ): Promise<Result<"answered" | "stale", CallError>> {
    return this.#subscription.take(offer, iceServers);
  }

  /** On hold nothing is sent and nothing is played. */
  async hold(held: boolean): Promise<void> {
    this.voice.hold(held);
    this.camera.hold(held);
    this.#subscription.hold(held);
    await this.share.hold(held);
  }

  restartIce(): Promise<Result<null, CallError>> {
    return this.#publishingPeer([]).restartIce();
  }

  /** Releases everything at once; nothing is reported any more. */
  close(): void {
    this.#scope.end();
  }

  #publishingPeer(iceServers: readonly IceServer[]): PublishingPeer {
    if (this.#publishing !== null) return this.#publishing;
    const { ports, signaling } = this.#options;
    const peer = PublishingPeer.open({
      pc: ports.createPeerConnection(peerConfiguration(iceServers)),
      negotiator: signaling,
      clock: ports.clock,
      onConnected: () => this.voice.connected(),
      onFailed: () => this.#fail({ code: "media-failed" }),
    });
    this.#publishing = peer;
    this.#scope.add(() => peer.close());
    return peer;
  }

  /** Puts a stream of ours on the stage, instead of the one before. */
  #showOwn(alias: string): (media: MediaStream | null) => void {
    const { id, stage } = this.#options;
    let remove: Dispose = () => {};
    return (media) => {
      remove();
      remove = media === null ? () => {} : stage.addOwn({ link: id, alias, media });
    };
  }

  #fail(error: CallError): void {
    this.#report({ type: "failed", error });
  }

  #report(report: MediaReport): void {
    if (!this.#scope.ended) this.#options.onReport(report);
  }
}
