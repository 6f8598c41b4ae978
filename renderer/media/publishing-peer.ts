import type { Clock } from "../../common/clock.ts";
import type { CallError } from "../../common/errors.ts";
import { err, ok, type Result } from "../../common/result.ts";
import { Scope } from "../../common/scope.ts";
import { TaskQueue } from "../../common/task-queue.ts";
import type { OfferSdpResult, PublishMetadata } from "../../common/wire/device-signaling.ts";
import { openDataChannels } from "./data-channels.ts";
import { recoverIce } from "./ice-recovery.ts";
import { listen } from "./listen.ts";
import { Publications } from "./publications.ts";
import { withoutDtx } from "./sdp.ts";
import { plannedEncodings, sendEncodings } from "./send-encodings.ts";
import { type StatsEntries, statsEntries } from "./stats.ts";

/** Carries an offer to the service and brings its answer back. Bounded in time by whoever implements it (R31). */
export interface Negotiator {
  offer(input: { sdpOffer: string; metadata: PublishMetadata }): Promise<Result<OfferSdpResult, CallError>>;
}

export interface PublishingPeerOptions {
  /** Configured with `peerConfiguration`; owned by the publishing peer from now on. */
  readonly pc: RTCPeerConnection;
  readonly negotiator: Negotiator;
  readonly clock: Clock;
  /** The transport stands, for the first time or again. */
  readonly onConnected: () => void;
  /** ICE found no path in all its tries. */
  readonly onFailed: () => void;
}

/** How to send the tracks of one stream. */
export interface SendPlan {
  /** Under which others select it; null has none. */
  readonly alias: string | null;
  /** In order of preference; the first that the service answers with is used. */
  codecs(kind: MediaKind): readonly RTCRtpCodec[];
  readonly video?: VideoSendPlan;
}
export type MediaKind = "audio" | "video";
export interface VideoSendPlan {
  readonly maxBitrate: number;
  readonly maxFramerate: number;
  /** What gives way when the path or the machine is too slow (mst-content-hint §3.2). */
  readonly degradationPreference: RTCDegradationPreference;
  /** Smaller copies are sent along where the service takes them; without, the picture goes in one size. */
  readonly sizes?: "several";
}

/** The peer connection that we send on, where we offer (bandwidth.md 4.6). Negotiations never overlap (R43). */
export class PublishingPeer {
  readonly #options: PublishingPeerOptions;
  readonly #pc: RTCPeerConnection;
  readonly #tasks = new TaskQueue();
  readonly #scope = new Scope();
  readonly #publications = new Publications();

  private constructor(options: PublishingPeerOptions) {
    this.#options = options;
    this.#pc = options.pc;
  }

  /** Opens the data channels; nothing is negotiated before `prepare` or `publish`. */
  static open(options: PublishingPeerOptions): PublishingPeer {
    const peer = new PublishingPeer(options);
    const { pc, clock, onConnected, onFailed } = options;
    peer.#scope.add(() => pc.close());
    peer.#scope.add(openDataChannels(pc));
    const tell = (): void => (peer.connected ? onConnected() : undefined);
    peer.#scope.add(listen(pc, "connectionstatechange", tell));
    peer.#scope.add(recoverIce({ pc, clock, restart: () => peer.restartIce(), onGaveUp: onFailed }));
    return peer;
  }

  get connected(): boolean {
    return this.#pc.connectionState === "connected";
  }

  /** Packet counters and levels (webrtc-stats); empty once closed. */
  async stats(): Promise<StatsEntries> {
    return this.#scope.ended ? [] : statsEntries(await this.#pc.getStats());
  }

  /** Negotiates the data channels alone, so that the path is found before the microphone opens. Again: nothing. */
  prepare(): Promise<Result<null, CallError>> {
    return this.#tasks.run(() => this.#prepare());
  }

  /** Fresh ICE credentials, which make both sides look for a path anew (RFC 8445 §9). */
  restartIce(): Promise<Result<null, CallError>> {
    return this.#tasks.run(() => this.#negotiate({ iceRestart: true }));
  }

  /**
   * Sends all tracks of `stream`, or those that it has gained since. On failure nothing of them stays behind in later
   * offers (R43).
   */
  publish(stream: MediaStream, plan: SendPlan): Promise<Result<null, CallError>> {
    return this.#tasks.run(async () => {
      const prepared = await this.#prepare();
      if (!prepared.ok) return prepared;
      const before = this.#publications.stream(stream.id);
      const known = before?.transceivers ?? [];
      const added = stream
        .getTracks()
        .filter((track) => !known.some((each) => each.receiver.track.kind === track.kind))
        .map((track) => this.#addTransceiver(track, stream, plan));
      this.#publications.setStream(stream.id, { alias: plan.alias, transceivers: [...known, ...added] });
      const negotiated = await this.#negotiate({ iceRestart: false });
      if (negotiated.ok && added.every((each) => each.currentDirection === "sendonly")) {
        if (plan.video !== undefined) await this.#applyVideoPlan(stream.id, plan.video);
        return ok(null);
      }
      if (before === undefined) this.#publications.removeStream(stream.id);
      else this.#publications.setStream(stream.id, before);
      if (!this.#scope.ended) for (const each of added) each.stop();
      return negotiated.ok ? err({ code: "signaling-refused" }) : negotiated;
    });
  }

  /**
   * Takes a stream back. Its lines are stopped at once, so that nothing more is sent even when the service cannot be
   * told now; every later offer tells it.
   */
  unpublish(streamId: string): Promise<Result<null, CallError>> {
    return this.#tasks.run(() => {
      const published = this.#publications.stream(streamId);
      if (published === undefined || this.#scope.ended) return Promise.resolve(ok(null));
      this.#publications.removeStream(streamId);
      for (const each of published.transceivers) {
        this.#pc.removeTrack(each.sender);
        each.stop();
      }
      return this.#negotiate({ iceRestart: false });
    });
  }

  /**
   * Sends `track` in place of the published one of its kind, without negotiation; waits for one under way. False when
   * the stream has none of its kind.
   */
  replaceTrack(streamId: string, track: MediaStreamTrack): Promise<boolean> {
    return this.#tasks.run(async () => {
      const sender = this.#sender(streamId, track.kind);
      if (sender === undefined || this.#scope.ended) return false;
      await sender.replaceTrack(track);
      return true;
    });
  }

  /** Changes how a published picture is sent, without negotiation. */
  setVideoPlan(streamId: string, plan: VideoSendPlan): Promise<void> {
    return this.#tasks.run(() => this.#applyVideoPlan(streamId, plan));
  }

  /** Keys can be pressed on a stream that has been negotiated (R71); null before, and for one without sound. */
  dtmf(streamId: string): RTCDTMFSender | null {
    return this.#sender(streamId, "audio")?.dtmf ?? null;
  }

  /**
   * Opens an application channel and announces it (docs/decisions/application-data-channels.md). Subscribers exist
   * only after that, so whoever sends waits for it. The caller closes the channel; a closed one is not listed any more.
   */
  publishChannel(alias: string): Promise<Result<RTCDataChannel, CallError>> {
    return this.#tasks.run(async () => {
      const prepared = await this.#prepare();
      if (!prepared.ok) return prepared;
      const listed = this.#publications.addChannel(alias, `${alias}-${crypto.randomUUID()}`);
      const channel = this.#pc.createDataChannel(alias, { negotiated: true, id: listed.streamId });
      this.#scope.add(listen(channel, "close", () => this.#publications.removeChannel(alias, listed)));
      const negotiated = await this.#negotiate({ iceRestart: false });
      if (negotiated.ok) return ok(channel);
      this.#publications.removeChannel(alias, listed);
      channel.close();
      return negotiated;
    });
  }

  /** Closes the peer connection at once; what is under way ends in an error. Tracks belong to whoever opened them. */
  close(): void {
    this.#scope.end();
  }

  async #prepare(): Promise<Result<null, CallError>> {
    if (!this.#scope.ended && this.#pc.currentRemoteDescription !== null) return ok(null);
    return this.#negotiate({ iceRestart: false });
  }

  #sender(streamId: string, kind: string): RTCRtpSender | undefined {
    const transceivers = this.#publications.stream(streamId)?.transceivers ?? [];
    return transceivers.find((each) => each.receiver.track.kind === kind)?.sender;
  }

  #addTransceiver(track: MediaStreamTrack, stream: MediaStream, plan: SendPlan): RTCRtpTransceiver {
    const kind = track.kind === "video" ? "video" : "audio";
    const video = kind === "video" ? plan.video : undefined;
    const transceiver = this.#pc.addTransceiver(track, {
      direction: "sendonly",
      streams: [stream],
      ...(video === undefined ? {} : { sendEncodings: sendEncodings(video, track.getSettings()) }),
    });
    transceiver.setCodecPreferences([...plan.codecs(kind)]);
    return transceiver;
  }

  async #applyVideoPlan(streamId: string, plan: VideoSendPlan): Promise<void> {
    const sender = this.#sender(streamId, "video");
    if (sender === undefined || this.#scope.ended) return;
    const { degradationPreference } = plan;
    const parameters = sender.getParameters();
    const encodings = plannedEncodings(plan, parameters.encodings);
    try {
      await sender.setParameters({ ...parameters, degradationPreference, encodings });
    } catch (cause) {
      // Closed meanwhile.
      if (!this.#scope.ended) throw cause;
    }
  }

  async #negotiate(options: { iceRestart: boolean }): Promise<Result<null, CallError>> {
    if (this.#scope.ended) return mediaFailed;
    try {
      const offer = await this.#pc.createOffer(options);
      await this.#pc.setLocalDescription(offer);
      // Sent without candidates: the service learns ours from our checks (4.5), so nothing waits for gathering.
      const answered = await this.#options.negotiator.offer({
        sdpOffer: offer.sdp ?? "",
        metadata: this.#publications.metadata(),
      });
      if (this.#scope.ended) return mediaFailed;
      if (answered.ok) {
        await this.#pc.setRemoteDescription({ type: "answer", sdp: withoutDtx(answered.value.sdpAnswer) });
        return ok(null);
      }
      await this.#pc.setLocalDescription({ type: "rollback" });
      return answered;
    } catch (cause) {
      if (!this.#scope.ended && !(cause instanceof DOMException)) throw cause;
      await this.#rollBackBrokenAnswer();
      return mediaFailed;
    }
  }

  async #rollBackBrokenAnswer(): Promise<void> {
    if (this.#scope.ended || this.#pc.signalingState !== "have-local-offer") return;
    await this.#pc.setLocalDescription({ type: "rollback" });
  }
}

const mediaFailed = err({ code: "media-failed" } as const);
