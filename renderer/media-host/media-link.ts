import {
  type AudioSettings,
  type IceServer,
  type MediaReport,
  streamAlias,
} from "../../common/contract/media.ts";
import type { CallError } from "../../common/errors.ts";
import type { Result } from "../../common/result.ts";
import { Scope } from "../../common/scope.ts";
import type { AudioSink } from "../media/audio-sink.ts";
import { codecsFor } from "../media/codec-order.ts";
import { watchMedia } from "../media/media-watch.ts";
import { Microphone } from "../media/microphone.ts";
import { peerConfiguration } from "../media/peer-configuration.ts";
import type { MediaPorts } from "../media/ports.ts";
import { PublishingPeer, type Negotiator } from "../media/publishing-peer.ts";
import { SubscribingPeer, type Answerer, type SubscribeOffer } from "../media/subscribing-peer.ts";
import { LinkChannels } from "./link-channels.ts";

export interface MediaLinkOptions {
  readonly ports: MediaPorts;
  readonly sink: AudioSink;
  readonly audio: AudioSettings;
  readonly signaling: Negotiator & Answerer;
  readonly onReport: (report: MediaReport) => void;
  /** The user allowed the microphone: the labels of devices can be read now. */
  readonly onMicrophoneGranted: () => void;
}

/** What one link does: its pair of peer connections, its microphone and its remote audio. Ends with `close`. */
export class MediaLink {
  readonly #options: MediaLinkOptions;
  readonly #scope = new Scope();
  #audio: AudioSettings;
  #publishing: PublishingPeer | null = null;
  #subscribing: SubscribingPeer | null = null;
  #microphone: Microphone | null = null;
  readonly channels: LinkChannels;

  constructor(options: MediaLinkOptions) {
    this.#options = options;
    this.#audio = options.audio;
    const part = {
      peer: () => this.#publishingPeer([]),
      onReport: (report: MediaReport) => this.#report(report),
    };
    this.channels = new LinkChannels(part);
    this.#scope.add(() => this.channels.close());
  }

  /** Negotiates the publishing peer connection, microphone still closed. A failure is no loss: `publish` tries again. */
  prepare(iceServers: readonly IceServer[]): Promise<Result<null, CallError>> {
    return this.#publishingPeer(iceServers).prepare();
  }

  /** Opens the microphone, also while the path is still being prepared, and publishes it. Again: nothing. */
  async publish(muted: boolean): Promise<void> {
    if (this.#microphone !== null || this.#scope.ended) return;
    const peer = this.#publishingPeer([]);
    const microphone = this.#newMicrophone(peer);
    this.#microphone = microphone;
    microphone.setMuted(muted);
    const published = await this.#openAndPublish(microphone, peer);
    if (published.ok) return;
    microphone.close();
    this.#fail(published.error);
  }

  /** Answers an offer of the service. What fails here is for the service to offer again (bandwidth.md 4.7). */
  take(
    offer: SubscribeOffer,
    iceServers: readonly IceServer[],
  ): Promise<Result<"answered" | "stale", CallError>> {
    return this.#subscribingPeer(iceServers).take(offer);
  }

  /** Needs no negotiation, so it takes effect at once (R44). */
  mute(muted: boolean): void {
    this.#microphone?.setMuted(muted);
  }

  /** Takes other devices or processing, also in the middle of a call. */
  async applyAudio(audio: AudioSettings): Promise<void> {
    this.#audio = audio;
    await this.#microphone?.apply(audio);
  }

  /** Releases everything at once; nothing is reported any more. */
  close(): void {
    this.#scope.end();
  }

  async #openAndPublish(microphone: Microphone, peer: PublishingPeer): Promise<Result<null, CallError>> {
    const opened = await microphone.open();
    if (!opened.ok) return opened;
    this.#options.onMicrophoneGranted();
    const codecs = codecsFor("microphone", this.#options.ports.codecs("audio"));
    return peer.publish(opened.value, { alias: streamAlias.microphone, codecs: () => codecs });
  }

  #newMicrophone(peer: PublishingPeer): Microphone {
    const microphone = new Microphone({
      devices: this.#options.ports.devices,
      settings: this.#audio,
      onTrack: async (track, stream) => void (await peer.replaceTrack(stream.id, track)),
      onDeviceChanged: (label) => this.#report({ type: "microphone-changed", label }),
    });
    this.#scope.add(() => microphone.close());
    return microphone;
  }

  #publishingPeer(iceServers: readonly IceServer[]): PublishingPeer {
    if (this.#publishing !== null) return this.#publishing;
    const { ports, signaling } = this.#options;
    const peer = PublishingPeer.open({
      pc: ports.createPeerConnection(peerConfiguration(iceServers)),
      negotiator: signaling,
      clock: ports.clock,
      onFailed: () => this.#fail({ code: "media-failed" }),
    });
    this.#publishing = peer;
    this.#scope.add(() => peer.close());
    return peer;
  }

  #subscribingPeer(iceServers: readonly IceServer[]): SubscribingPeer {
    if (this.#subscribing !== null) return this.#subscribing;
    const { ports, signaling, sink } = this.#options;
    const pc = ports.createPeerConnection(peerConfiguration(iceServers));
    const peer = SubscribingPeer.open({
      pc,
      answerer: signaling,
      createStream: (tracks) => ports.createStream(tracks),
      onAvailable: (stream) => sink.play(stream),
      onStreams: (streams) => this.#report({ type: "streams", streams }),
      onChannelOpen: (source) => this.#report({ type: "channel-from", ...source }),
      onChannelMessage: (source, data) => this.#report({ type: "channel-message", ...source, data }),
    });
    this.#subscribing = peer;
    this.#scope.add(() => peer.close());
    this.#scope.add(
      watchMedia({
        pc,
        clock: ports.clock,
        onFlowing: () => this.#report({ type: "flowing" }),
        onInterrupted: () => this.#report({ type: "interrupted" }),
      }),
    );
    return peer;
  }

  #fail(error: CallError): void {
    this.#report({ type: "failed", error });
  }

  #report(report: MediaReport): void {
    if (!this.#scope.ended) this.#options.onReport(report);
  }
}
