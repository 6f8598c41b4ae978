/**
 * One device: a client known by (participant, uniqueId), with its two peer connections (bandwidth.md section 4).
 *
 *   new ── setMediaPreferences ─▶ ready ── leave, deleted, expired, replaced, grace period over ─▶ gone
 *
 * Apart from the phase there may or may not be a socket: without one, media goes on for the grace period.
 */
import type { Clock } from "../../../common/clock.ts";
import { Scope, type Dispose } from "../../../common/scope.ts";
import type { ParticipantWebhook } from "../../../common/wire/control-api.ts";
import type { MediaEngine, MediaKind } from "../../media/media-engine.ts";
import type { DeviceTimes, Log, PlatformObserver } from "../platform-options.ts";
import type { PublishedStream } from "../published-stream.ts";
import { answerFrame } from "./device-rpc.ts";
import type { DeviceSocket } from "./device-socket.ts";
import { PublishSide } from "./publish-side.ts";
import { SubscribeSide } from "./subscribe-side.ts";

export interface DeviceOptions {
  /** The webhooks' deviceId. */
  readonly id: string;
  readonly participantId: string;
  readonly uniqueId: string;
  /** Of its token; ms since the epoch. */
  readonly expiresAt: number;
  /** A client that was known before believes itself set up and will not send setMediaPreferences (4.8). */
  readonly returning: boolean;
  readonly engine: MediaEngine;
  readonly clock: Clock;
  readonly log: Log;
  readonly times: DeviceTimes;
  readonly observe: PlatformObserver | undefined;
  readonly permitted: () => ReadonlySet<MediaKind>;
  readonly wanted: () => readonly PublishedStream[];
  readonly nextRevision: () => number;
  readonly onStreamsChanged: () => void;
  /** Once: it publishes and receives nothing any more. */
  readonly onGone: () => void;
  readonly announce: (event: ParticipantWebhook["event"]) => void;
}

/** After `leave` the client closes the socket; one that does not is closed. */
const closeAfterLeaveMs = 10_000;

export class Device {
  readonly #options: DeviceOptions;
  readonly #publishSide: PublishSide;
  readonly #subscribeSide: SubscribeSide;
  readonly #scope = new Scope();
  #phase: "new" | "ready" | "gone";
  #mayOffer: boolean;
  #socket: DeviceSocket | null = null;
  #cancelGrace: Dispose = () => {};
  #cancelFarewell: Dispose = () => {};

  constructor(options: DeviceOptions) {
    const { clock, log, engine, participantId, permitted, wanted, nextRevision, observe } = options;
    this.#options = options;
    this.#phase = options.returning ? "ready" : "new";
    this.#mayOffer = options.returning;
    this.#publishSide = new PublishSide({
      participantId,
      engine,
      permitted,
      log,
      clock,
      onNegotiated: (seconds) => observe?.negotiated("publish", seconds),
    });
    this.#subscribeSide = new SubscribeSide({
      engine,
      clock,
      log,
      answerTimeoutMs: options.times.answerTimeoutMs,
      wanted,
      nextRevision,
      onNegotiated: (seconds) => observe?.negotiated("subscribe", seconds),
      mayOffer: () => this.#mayOffer && this.#phase === "ready" && this.#socket !== null,
      send: (params) => this.#socket?.send({ jsonrpc: "2.0", method: "sdpOffer", params }),
    });
    this.#scope.add(clock.after(Math.max(0, options.expiresAt - clock.now()), () => this.end(1000)));
  }

  get id(): string {
    return this.#options.id;
  }

  get uniqueId(): string {
    return this.#options.uniqueId;
  }

  /** It has a socket. */
  get connected(): boolean {
    return this.#socket !== null;
  }

  get streams(): readonly PublishedStream[] {
    return this.#publishSide.streams;
  }

  /** The first socket, or the next one of the same client; one that still looks open is replaced silently. */
  attach(socket: DeviceSocket): void {
    const previous = this.#socket;
    this.#cancelGrace();
    if (previous) this.#subscribeSide.suspend();
    this.#socket = socket;
    if (previous) previous.terminate();
    else this.#options.announce("onConnect");
    this.refresh();
  }

  /** Its socket closed. Of a replaced socket this changes nothing. */
  detach(socket: DeviceSocket): void {
    if (socket !== this.#socket) return;
    this.#socket = null;
    if (this.#phase === "gone") return this.#cancelFarewell();
    this.#subscribeSide.suspend();
    this.#options.announce("onDisconnect");
    this.#cancelGrace = this.#scope.add(
      this.#options.clock.after(this.#options.times.graceMs, () => this.end(1000)),
    );
  }

  /** One text frame. Frames of a replaced socket are not read any more. */
  async receive(socket: DeviceSocket, frame: string): Promise<void> {
    if (socket !== this.#socket) return;
    const { reply, next } = await answerFrame(this, frame, this.#options.log);
    if (reply) socket.send(reply);
    next?.();
  }

  /** What it should receive may have changed. */
  refresh(): void {
    this.#subscribeSide.refresh();
  }

  get phase(): "new" | "ready" | "gone" {
    return this.#phase;
  }

  get publishSide(): PublishSide {
    return this.#publishSide;
  }

  get subscribeSide(): SubscribeSide {
    return this.#subscribeSide;
  }

  /** The client has said that it speaks WebRTC: a request that arrived together with that one is in order. */
  becomeReady(): void {
    if (this.#phase === "new") this.#phase = "ready";
  }

  /** It has also been told so: offers may follow (R33). */
  allowOffers(): void {
    this.#mayOffer = true;
    this.refresh();
  }

  streamsChanged(): void {
    if (this.#phase !== "gone") this.#options.onStreamsChanged();
  }

  /** The client's own farewell: nothing is published from now on, but frames are still accepted (R55). */
  leave(): void {
    if (this.#phase === "gone") return;
    this.#goAway();
    this.#cancelFarewell = this.#options.clock.after(closeAfterLeaveMs, () => this.#socket?.close(1000));
  }

  /** Ends it for good, with its socket. */
  end(code: 1000): void {
    this.#socket?.close(code);
    this.#socket = null;
    this.#goAway();
  }

  /** The platform stops: no webhooks, and the client is told to come back (R59). */
  drain(): void {
    this.#phase = "gone";
    this.#scope.end();
    this.#cancelFarewell();
    this.#closeMedia();
    this.#socket?.close(1001);
    this.#socket = null;
  }

  #goAway(): void {
    if (this.#phase === "gone") return;
    this.#phase = "gone";
    this.#scope.end();
    this.#closeMedia();
    this.#options.announce("onLeave");
    this.#options.onGone();
  }

  #closeMedia(): void {
    this.#publishSide.close();
    this.#subscribeSide.close();
  }
}
