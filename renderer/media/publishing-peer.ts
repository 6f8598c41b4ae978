import type { Clock } from "../../common/clock.ts";
import type { CallError } from "../../common/errors.ts";
import { err, ok, type Result } from "../../common/result.ts";
import { Scope } from "../../common/scope.ts";
import { TaskQueue } from "../../common/task-queue.ts";
import {
  diagnosticsChannel,
  heartbeatChannel,
  type OfferSdpResult,
  type PublishMetadata,
} from "../../common/wire/device-signaling.ts";
import { openDataChannels } from "./data-channels.ts";
import { recoverIce } from "./ice-recovery.ts";
import { opusFirst, withoutDtx } from "./sdp.ts";

/** Carries an offer to the service and brings its answer back. Bounded in time by whoever implements it (R31). */
export interface Negotiator {
  offer(input: { sdpOffer: string; metadata: PublishMetadata }): Promise<Result<OfferSdpResult, CallError>>;
}

export interface PublishingPeerOptions {
  /** Configured with `peerConfiguration`; owned by the publishing peer from now on. */
  readonly pc: RTCPeerConnection;
  readonly negotiator: Negotiator;
  readonly clock: Clock;
  readonly audioCodecs: readonly RTCRtpCodec[];
  /** ICE found no path in all its tries. */
  readonly onFailed: () => void;
}

interface Publication {
  readonly alias: string | null;
  readonly transceivers: readonly RTCRtpTransceiver[];
}

/** The peer connection that we send on, where we offer (bandwidth.md 4.6). Negotiations never overlap (R43). */
export class PublishingPeer {
  readonly #options: PublishingPeerOptions;
  readonly #pc: RTCPeerConnection;
  readonly #tasks = new TaskQueue();
  readonly #scope = new Scope();
  readonly #publications = new Map<string, Publication>();

  private constructor(options: PublishingPeerOptions) {
    this.#options = options;
    this.#pc = options.pc;
  }

  /** Opens the data channels; nothing is negotiated before `prepare` or `publish`. */
  static open(options: PublishingPeerOptions): PublishingPeer {
    const peer = new PublishingPeer(options);
    const { pc, clock, onFailed } = options;
    peer.#scope.add(() => pc.close());
    peer.#scope.add(openDataChannels(pc));
    const restart = () => peer.#tasks.run(() => peer.#negotiate({ iceRestart: true }));
    peer.#scope.add(recoverIce({ pc, clock, restart, onGaveUp: onFailed }));
    return peer;
  }

  /** Negotiates the data channels alone, so that the path is found before the microphone opens. Again: nothing. */
  prepare(): Promise<Result<null, CallError>> {
    return this.#tasks.run(() => this.#prepare());
  }

  /** Sends all tracks of `stream`. On failure nothing of it stays behind in later offers (R43). */
  publish(stream: MediaStream, alias: string | null): Promise<Result<null, CallError>> {
    return this.#tasks.run(async () => {
      const prepared = await this.#prepare();
      if (!prepared.ok) return prepared;
      const transceivers = stream.getTracks().map((track) => this.#addTransceiver(track, stream));
      this.#publications.set(stream.id, { alias, transceivers });
      const negotiated = await this.#negotiate({ iceRestart: false });
      if (negotiated.ok && transceivers.every((each) => each.currentDirection === "sendonly"))
        return ok(null);
      this.#publications.delete(stream.id);
      if (!this.#scope.ended) for (const each of transceivers) each.stop();
      return negotiated.ok ? err({ code: "signaling-refused" }) : negotiated;
    });
  }

  /** Sends `track` in place of the published one of its kind, without negotiation; waits for one under way. */
  replaceTrack(streamId: string, track: MediaStreamTrack): Promise<void> {
    return this.#tasks.run(async () => {
      const transceivers = this.#publications.get(streamId)?.transceivers ?? [];
      const sender = transceivers.find((each) => each.receiver.track.kind === track.kind)?.sender;
      if (!this.#scope.ended) await sender?.replaceTrack(track);
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

  #addTransceiver(track: MediaStreamTrack, stream: MediaStream): RTCRtpTransceiver {
    const transceiver = this.#pc.addTransceiver(track, { direction: "sendonly", streams: [stream] });
    if (track.kind === "audio") transceiver.setCodecPreferences(opusFirst(this.#options.audioCodecs));
    return transceiver;
  }

  async #negotiate(options: { iceRestart: boolean }): Promise<Result<null, CallError>> {
    if (this.#scope.ended) return mediaFailed;
    try {
      const offer = await this.#pc.createOffer(options);
      await this.#pc.setLocalDescription(offer);
      // Sent without candidates: the service learns ours from our checks (4.5), so nothing waits for gathering.
      const answered = await this.#options.negotiator.offer({
        sdpOffer: offer.sdp ?? "",
        metadata: this.#metadata(),
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

  /** Every offer lists all that we publish, and both channels (R37). */
  #metadata(): PublishMetadata {
    const mediaStreams: PublishMetadata["mediaStreams"] = {};
    for (const [msid, { alias }] of this.#publications) mediaStreams[msid] = alias === null ? {} : { alias };
    return { mediaStreams, dataChannels };
  }
}

const dataChannels = Object.fromEntries(
  [heartbeatChannel, diagnosticsChannel].map(({ label, id }) => [label, { label, streamId: id }] as const),
);
const mediaFailed = err({ code: "media-failed" } as const);
