/*
 * idle ── start ─▶ live ◀──▶ paused (a still picture in the place of the screen's)
 *                   └── stop, or the source ends ─▶ idle
 */
import type { ShareMode } from "../../common/contract/media.ts";
import type { CallError } from "../../common/errors.ts";
import { ok, type Result } from "../../common/result.ts";
import { Scope, type Dispose } from "../../common/scope.ts";
import { TaskQueue } from "../../common/task-queue.ts";
import { listen } from "./listen.ts";
import type { MediaPorts } from "./ports.ts";
import type { PublishingPeer } from "./publishing-peer.ts";
import { captureScreen, setCaptureMode, sharePlans, type ScreenCapture } from "./screen-capture.ts";

export interface ScreenShareOptions {
  readonly ports: Pick<MediaPorts, "devices" | "createStream" | "takePicture" | "stillTrack">;
  readonly peer: () => PublishingPeer;
  readonly alias: string;
  readonly codecs: (kind: "audio" | "video") => readonly RTCRtpCodec[];
  /** The source is gone or the system's own control ended it; nothing is published any more. */
  readonly onEnded: () => void;
  /** What is published now, for our own screen; null when nothing is. */
  readonly onStream: (stream: MediaStream | null) => void;
}

/** What arrives at the viewers. */
export interface SharedPicture {
  readonly width: number;
  readonly height: number;
  readonly sound: boolean;
}

interface Live {
  readonly stream: MediaStream;
  capture: ScreenCapture;
  stopListening: Dispose;
  mode: ShareMode;
  still: MediaStreamTrack | null;
}

/** One link's screen share. Switching, pausing and changing the mode are done without negotiation. */
export class ScreenShare {
  readonly #options: ScreenShareOptions;
  readonly #tasks = new TaskQueue();
  readonly #scope = new Scope();
  #live: Live | null = null;
  #paused = false;
  /** Goes up with each stop: a capture that was asked for before is not wanted any more. */
  #stops = 0;

  constructor(options: ScreenShareOptions) {
    this.#options = options;
  }

  /**
   * Captures and publishes; while sharing, the new source takes the old one's place. A failure ends the share: nothing
   * is shown that the user has turned away from. Null when it was stopped or closed meanwhile.
   */
  start(request: { mode: ShareMode; sound: boolean }): Promise<Result<SharedPicture | null, CallError>> {
    const stops = this.#stops;
    return this.#tasks.run(async () => {
      if (this.#scope.ended || stops !== this.#stops) return ok(null);
      const captured = await captureScreen(this.#options.ports.devices, request);
      if (!captured.ok) {
        await this.#unpublish();
        return captured;
      }
      const capture = captured.value;
      const stopCapture = this.#scope.add(() => stopTracks(capture));
      if (this.#scope.ended || stops !== this.#stops) {
        stopCapture();
        return ok(null);
      }
      this.#paused = false;
      const shown =
        this.#live === null
          ? await this.#publish(capture, request.mode)
          : await this.#switch(this.#live, capture, request.mode);
      if (!shown.ok) {
        stopCapture();
        return shown;
      }
      return ok(await this.#measure(capture));
    });
  }

  setMode(mode: ShareMode): Promise<void> {
    return this.#tasks.run(async () => {
      const live = this.#live;
      if (live === null || live.mode === mode) return;
      live.mode = mode;
      await setCaptureMode(live.capture.picture, mode);
      await this.#options.peer().setVideoPlan(live.stream.id, sharePlans[mode]);
    });
  }

  /** The last picture stays at the viewers, and nothing new leaves this machine. */
  setPaused(paused: boolean): Promise<void> {
    return this.#tasks.run(async () => {
      if (this.#live === null || this.#paused === paused) return;
      this.#paused = paused;
      if (paused) await this.#freeze(this.#live);
      else await this.#thaw(this.#live);
    });
  }

  /** Takes the share back. The capture ends at once, whatever the service says. */
  stop(): Promise<void> {
    this.#revoke();
    return this.#tasks.run(() => this.#unpublish());
  }

  close(): void {
    this.#revoke();
    this.#scope.end();
  }

  async #publish(capture: ScreenCapture, mode: ShareMode): Promise<Result<null, CallError>> {
    const stream = this.#options.ports.createStream(tracksOf(capture));
    const published = await this.#send(stream, mode);
    if (!published.ok) return published;
    this.#live = { stream, capture, stopListening: this.#watch(capture), mode, still: null };
    this.#options.onStream(stream);
    return published;
  }

  async #switch(live: Live, capture: ScreenCapture, mode: ShareMode): Promise<Result<null, CallError>> {
    const { peer } = this.#options;
    const old = live.capture;
    live.stopListening();
    live.capture = capture;
    live.mode = mode;
    live.stopListening = this.#watch(capture);
    await peer().setVideoPlan(live.stream.id, sharePlans[mode]);
    await this.#show(live, capture.picture);
    for (const track of live.stream.getAudioTracks()) live.stream.removeTrack(track);
    if (capture.sound !== null) {
      live.stream.addTrack(capture.sound);
      const replaced = await peer().replaceTrack(live.stream.id, capture.sound);
      // The share had no sound until now: only this has to be negotiated.
      if (!replaced) await this.#send(live.stream, mode);
    }
    stopTracks(old);
    return ok(null);
  }

  #send(stream: MediaStream, mode: ShareMode): Promise<Result<null, CallError>> {
    const { peer, alias, codecs } = this.#options;
    return peer().publish(stream, { alias, codecs, video: sharePlans[mode] });
  }

  /** Puts `track` in front of the viewers and of ourselves. */
  async #show(live: Live, track: MediaStreamTrack): Promise<void> {
    const before = live.stream.getVideoTracks();
    await this.#options.peer().replaceTrack(live.stream.id, track);
    live.stream.addTrack(track);
    for (const each of before) if (each !== track) live.stream.removeTrack(each);
    if (live.still !== null && live.still !== track) live.still.stop();
    live.still = track === live.capture.picture ? null : track;
  }

  async #freeze(live: Live): Promise<void> {
    const { ports } = this.#options;
    const picture = await ports.takePicture(live.capture.picture);
    for (const track of tracksOf(live.capture)) track.enabled = false;
    if (picture === null || this.#live !== live) return;
    const still = ports.stillTrack(picture);
    still.contentHint = sharePlans[live.mode].contentHint;
    this.#scope.add(() => still.stop());
    await this.#show(live, still);
  }

  async #thaw(live: Live): Promise<void> {
    for (const track of tracksOf(live.capture)) track.enabled = true;
    if (this.#live === live) await this.#show(live, live.capture.picture);
  }

  /** The picture's real size: until the first frame a track tells only what it was asked for. */
  async #measure(capture: ScreenCapture): Promise<SharedPicture | null> {
    const picture = await this.#options.ports.takePicture(capture.picture);
    if (picture === null) return null;
    const { width, height } = picture;
    picture.close();
    return { width, height, sound: capture.sound !== null };
  }

  #watch(capture: ScreenCapture): Dispose {
    // Fires when the source is gone or the system's control was used, never after our own stop().
    return listen(capture.picture, "ended", () => {
      this.#revoke();
      void this.#tasks.run(() => this.#unpublish());
      this.#options.onEnded();
    });
  }

  /** What is being captured is not wanted any more. */
  #revoke(): void {
    this.#stops += 1;
    this.#release();
  }

  /** Nothing more is captured or shown, at once. */
  #release(): void {
    if (this.#live === null) return;
    this.#live.stopListening();
    stopTracks(this.#live.capture);
    this.#live.still?.stop();
    this.#options.onStream(null);
  }

  /** In its turn: a publication that was under way at the stop is released here. */
  async #unpublish(): Promise<void> {
    const live = this.#live;
    if (live === null) return;
    this.#release();
    this.#live = null;
    await this.#options.peer().unpublish(live.stream.id);
  }
}

const tracksOf = ({ picture, sound }: ScreenCapture): MediaStreamTrack[] =>
  sound === null ? [picture] : [picture, sound];

function stopTracks(capture: ScreenCapture): void {
  for (const track of tracksOf(capture)) track.stop();
}
