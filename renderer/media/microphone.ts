import type { AudioSettings } from "../../common/contract/media.ts";
import { err, ok, type Result } from "../../common/result.ts";
import { Scope, type Dispose } from "../../common/scope.ts";
import { TaskQueue } from "../../common/task-queue.ts";
import { openMicrophone, type MicrophoneError } from "./capture.ts";
import { listen } from "./listen.ts";
import type { CaptureDevices } from "./ports.ts";

export interface MicrophoneOptions {
  readonly devices: CaptureDevices;
  readonly settings: AudioSettings;
  /** Another track has taken its place in the opened stream; the old one ends when this settles. */
  readonly onTrack: (track: MediaStreamTrack, stream: MediaStream) => Promise<void>;
  /** The device changed without the user asking; the label is empty when no microphone is left. */
  readonly onDeviceChanged: (label: string) => void;
}

/** One capture for one call: follows devices that come and go, mutes without signaling (R44), ends with `close`. */
export class Microphone {
  readonly #options: MicrophoneOptions;
  readonly #scope = new Scope();
  readonly #tasks = new TaskQueue();
  #settings: AudioSettings;
  #stream: MediaStream | null = null;
  #track: MediaStreamTrack | null = null;
  #stopListening: Dispose = () => {};
  #muted = false;

  constructor(options: MicrophoneOptions) {
    this.#options = options;
    this.#settings = options.settings;
  }

  /**
   * Opens the capture, once. The stream stays the same when its track is replaced. When closed during the permission
   * prompt, the capture is released as soon as it is granted.
   */
  open(): Promise<Result<MediaStream, MicrophoneError>> {
    return this.#tasks.run(async () => {
      const opened = await this.#capture();
      if (!opened.ok) return opened;
      this.#stream = opened.value.stream;
      const { devices } = this.#options;
      this.#scope.add(listen(devices, "devicechange", () => void this.#tasks.run(() => this.#follow())));
      this.#use(opened.value.track);
      return ok(opened.value.stream);
    });
  }

  /** Silence is sent while muted; a replaced track stays muted. */
  setMuted(muted: boolean): void {
    this.#muted = muted;
    if (this.#track !== null) this.#track.enabled = !muted;
  }

  /** Takes other settings; an open capture is replaced when they concern it. */
  apply(settings: AudioSettings): Promise<void> {
    return this.#tasks.run(async () => {
      const changed = captureKeys.some((key) => settings[key] !== this.#settings[key]);
      this.#settings = settings;
      if (changed && this.#stream !== null) await this.#replace();
    });
  }

  /** Releases the device at once. */
  close(): void {
    this.#stopListening();
    this.#track?.stop();
    this.#track = null;
    this.#scope.end();
  }

  async #capture(): Promise<Result<{ stream: MediaStream; track: MediaStreamTrack }, MicrophoneError>> {
    if (this.#scope.ended) return err({ code: "microphone-missing" });
    const opened = await openMicrophone(this.#options.devices, this.#settings);
    if (!opened.ok) return opened;
    const stream = opened.value;
    const [track] = stream.getAudioTracks();
    if (!this.#scope.ended && track !== undefined) return ok({ stream, track });
    for (const each of stream.getTracks()) each.stop();
    return err({ code: "microphone-missing" });
  }

  #use(track: MediaStreamTrack): void {
    this.#stopListening();
    track.enabled = !this.#muted;
    this.#track = track;
    // Fires when the device is unplugged or its permission withdrawn, never after our own stop().
    this.#stopListening = listen(track, "ended", () => void this.#tasks.run(() => this.#follow()));
  }

  /** Devices changed: leave one that vanished, and return to the chosen one when it is back. */
  async #follow(): Promise<void> {
    if (this.#scope.ended) return;
    const all = await this.#options.devices.enumerateDevices();
    const ids = all.filter(({ kind }) => kind === "audioinput").map(({ deviceId }) => deviceId);
    const wanted = this.#settings.microphoneId;
    const inUse = this.#track?.readyState === "live" ? this.#track.getSettings().deviceId : undefined;
    const vanished = this.#track?.readyState !== "live" || (inUse !== undefined && !ids.includes(inUse));
    const returned = wanted !== null && inUse !== wanted && ids.includes(wanted);
    if (!vanished && !returned) return;
    if (await this.#replace()) this.#options.onDeviceChanged(this.#track?.label.slice(0, 512) ?? "");
    else if (vanished) this.#lose();
  }

  async #replace(): Promise<boolean> {
    const stream = this.#stream;
    const opened = await this.#capture();
    if (stream === null || !opened.ok) return false;
    const { track } = opened.value;
    const old = stream.getTracks();
    const stopOld = this.#scope.add(() => old.forEach((each) => each.stop()));
    this.#use(track);
    stream.addTrack(track);
    for (const each of old) stream.removeTrack(each);
    await this.#options.onTrack(track, stream);
    stopOld();
    return !this.#scope.ended;
  }

  /**
   * No microphone is left: the call goes on with hearing alone, until a device appears. The ended track stays in the
   * stream, so that a publication that is still to come has a sender for the next one.
   */
  #lose(): void {
    if (this.#track === null || this.#scope.ended) return;
    this.#stopListening();
    this.#track = null;
    this.#options.onDeviceChanged("");
  }
}

const captureKeys = ["microphoneId", "echoCancellation", "noiseSuppression", "autoGainControl"] as const;
