import { err, ok, type Result } from "../../common/result.ts";
import { Scope, type Dispose } from "../../common/scope.ts";
import { TaskQueue } from "../../common/task-queue.ts";
import { listen } from "./listen.ts";
import type { CaptureDevices } from "./ports.ts";

/** What kind of device it is, and how its settings are read. */
export interface DeviceKind<S, E> {
  readonly kind: "audioinput" | "videoinput";
  /** Opens the chosen device, or the system's when that is absent. The stream has one track. */
  open(devices: CaptureDevices, settings: S): Promise<Result<MediaStream, E>>;
  /** The device that the user chose; null follows the system. */
  chosen(settings: S): string | null;
  /** Must the device be opened anew for these settings? */
  differs(before: S, after: S): boolean;
  /** What an opening ends with that nobody waits for any more. */
  readonly unwanted: E;
}

export interface DeviceCaptureOptions<S> {
  readonly devices: CaptureDevices;
  readonly settings: S;
  /** Another track has taken its place in the opened stream; the old one ends when this settles. */
  readonly onTrack: (track: MediaStreamTrack, stream: MediaStream) => Promise<void>;
  /** The device changed without the user asking; the label is empty when none is left. */
  readonly onDeviceChanged: (label: string) => void;
}

/**
 * One capture of a microphone or a camera: follows devices that come and go, falls silent or dark without signaling
 * (R44), ends with `close`.
 */
export class DeviceCapture<S, E> {
  readonly #options: DeviceCaptureOptions<S>;
  readonly #kind: DeviceKind<S, E>;
  readonly #scope = new Scope();
  readonly #tasks = new TaskQueue();
  #settings: S;
  #stream: MediaStream | null = null;
  #track: MediaStreamTrack | null = null;
  #stopListening: Dispose = () => {};
  #enabled = true;

  constructor(kind: DeviceKind<S, E>, options: DeviceCaptureOptions<S>) {
    this.#kind = kind;
    this.#options = options;
    this.#settings = options.settings;
  }

  /**
   * Opens the capture, once. The stream stays the same when its track is replaced. When closed during the permission
   * prompt, the capture is released as soon as it is granted.
   */
  open(): Promise<Result<MediaStream, E>> {
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

  /** While disabled, silence or blackness is sent; so it is by a track that replaces this one. */
  setEnabled(enabled: boolean): void {
    this.#enabled = enabled;
    if (this.#track !== null) this.#track.enabled = enabled;
  }

  /** Takes other settings; an open capture is replaced when they concern it. */
  apply(settings: S): Promise<void> {
    return this.#tasks.run(async () => {
      const changed = this.#kind.differs(this.#settings, settings);
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

  async #capture(): Promise<Result<{ stream: MediaStream; track: MediaStreamTrack }, E>> {
    if (this.#scope.ended) return err(this.#kind.unwanted);
    const opened = await this.#kind.open(this.#options.devices, this.#settings);
    if (!opened.ok) return opened;
    const stream = opened.value;
    const [track] = stream.getTracks();
    if (!this.#scope.ended && track !== undefined) return ok({ stream, track });
    for (const each of stream.getTracks()) each.stop();
    return err(this.#kind.unwanted);
  }

  #use(track: MediaStreamTrack): void {
    this.#stopListening();
    track.enabled = this.#enabled;
    this.#track = track;
    // Fires when the device is unplugged or its permission withdrawn, never after our own stop().
    this.#stopListening = listen(track, "ended", () => void this.#tasks.run(() => this.#follow()));
  }

  /** Devices changed: leave one that vanished, and return to the chosen one when it is back. */
  async #follow(): Promise<void> {
    if (this.#scope.ended) return;
    const all = await this.#options.devices.enumerateDevices();
    const ids = all.filter(({ kind }) => kind === this.#kind.kind).map(({ deviceId }) => deviceId);
    const wanted = this.#kind.chosen(this.#settings);
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
   * No device is left: the call goes on without, until one appears. The ended track stays in the stream, so that a
   * publication that is still to come has a sender for the next one.
   */
  #lose(): void {
    if (this.#track === null || this.#scope.ended) return;
    this.#stopListening();
    this.#track = null;
    this.#options.onDeviceChanged("");
  }
}
