/** Tracks, streams and devices that only a test changes. Cast where a port asks for the DOM's own, far larger types. */
import type { AudioSettings } from "../../common/contract/media.ts";
import type { CaptureDevices } from "../../renderer/media/ports.ts";

export const systemAudio: AudioSettings = {
  microphoneId: null,
  speakerId: null,
  ringDeviceId: null,
  echoCancellation: true,
  noiseSuppression: true,
  autoGainControl: true,
};

let nextId = 1;

interface TrackDetails {
  readonly kind?: string;
  readonly label?: string;
  readonly constraints?: MediaTrackConstraints;
  readonly settings?: MediaTrackSettings;
}

export class FakeTrack extends EventTarget {
  readonly kind: string;
  readonly id = `track-${nextId++}`;
  enabled = true;
  readyState: "live" | "ended" = "live";
  readonly constraints: MediaTrackConstraints;
  readonly label: string;
  contentHint = "";
  /** What applyConstraints was told, in order. */
  readonly applied: MediaTrackConstraints[] = [];
  readonly #settings: MediaTrackSettings;

  constructor(deviceId = "default", details: TrackDetails = {}) {
    super();
    this.kind = details.kind ?? "audio";
    this.label = details.label ?? deviceId;
    this.constraints = details.constraints ?? {};
    this.#settings = { deviceId, ...details.settings };
  }

  getSettings(): MediaTrackSettings {
    return this.#settings;
  }

  stop(): void {
    this.readyState = "ended";
  }

  applyConstraints(constraints: MediaTrackConstraints): Promise<void> {
    this.applied.push(constraints);
    return Promise.resolve();
  }

  /** As when the device is unplugged. */
  vanish(): void {
    this.readyState = "ended";
    this.dispatchEvent(new Event("ended"));
  }

  get asTrack(): MediaStreamTrack {
    return this as unknown as MediaStreamTrack;
  }
}

export class FakeStream {
  readonly id = `stream-${nextId++}`;
  #tracks: FakeTrack[];

  constructor(tracks: readonly FakeTrack[]) {
    this.#tracks = [...tracks];
  }

  getTracks(): FakeTrack[] {
    return [...this.#tracks];
  }

  getAudioTracks(): FakeTrack[] {
    return this.#tracks.filter(({ kind }) => kind === "audio");
  }

  getVideoTracks(): FakeTrack[] {
    return this.#tracks.filter(({ kind }) => kind === "video");
  }

  addTrack(track: FakeTrack): void {
    this.#tracks.push(track);
  }

  removeTrack(track: FakeTrack): void {
    this.#tracks = this.#tracks.filter((each) => each !== track);
  }

  get asStream(): MediaStream {
    return this as unknown as MediaStream;
  }
}

/** A picture of 1920 by 1080. */
export const fakePicture = (): ImageBitmap => ({ width: 1920, height: 1080, close: () => {} });

const named = (name: string) => new DOMException("scripted", name);

/** Microphones and cameras by id. "default" stands for the first of them and is listed first, as in Chromium. */
export class FakeDevices extends EventTarget {
  microphones: string[];
  cameras: string[] = ["lid"];
  speakers: string[] = [];
  /** Name of the exception that every capture ends with. */
  failure: string | null = null;
  /** Set to hold captures back, as an open permission prompt does. */
  prompt: Promise<void> = Promise.resolve();
  /** The system can give its sound with a screen. */
  systemSound = true;
  readonly captured: FakeTrack[] = [];
  /** What getDisplayMedia was asked for. */
  readonly screenRequests: DisplayMediaStreamOptions[] = [];

  constructor(...microphones: string[]) {
    super();
    this.microphones = microphones;
  }

  /** Changes which microphones there are, and tells of it. */
  plug(...microphones: string[]): void {
    this.microphones = microphones;
    this.dispatchEvent(new Event("devicechange"));
  }

  plugCameras(...cameras: string[]): void {
    this.cameras = cameras;
    this.dispatchEvent(new Event("devicechange"));
  }

  async getUserMedia({ audio, video }: MediaStreamConstraints): Promise<MediaStream> {
    await this.prompt;
    if (this.failure !== null) throw named(this.failure);
    return video === undefined
      ? this.#capture("audio", this.microphones, audio)
      : this.#capture("video", this.cameras, video);
  }

  async getDisplayMedia(options: DisplayMediaStreamOptions): Promise<MediaStream> {
    this.screenRequests.push(options);
    await this.prompt;
    if (this.failure !== null) throw named(this.failure);
    const picture = new FakeTrack("screen", { kind: "video" });
    const sound = options.audio === true && this.systemSound ? [new FakeTrack("system-sound")] : [];
    this.captured.push(picture, ...sound);
    return new FakeStream([picture, ...sound]).asStream;
  }

  #capture(
    kind: string,
    ids: readonly string[],
    asked: boolean | MediaTrackConstraints | undefined,
  ): MediaStream {
    const constraints = typeof asked === "object" ? asked : {};
    const wanted = (constraints.deviceId as { exact: string } | undefined)?.exact;
    if (wanted !== undefined && !ids.includes(wanted)) {
      // Chromium's OverconstrainedError is a class of its own.
      throw Object.assign(new Error("scripted"), { name: "OverconstrainedError" });
    }
    const [first] = ids;
    if (first === undefined) throw named("NotFoundError");
    const track = new FakeTrack(wanted ?? "default", { kind, label: wanted ?? first, constraints });
    this.captured.push(track);
    return new FakeStream([track]).asStream;
  }

  enumerateDevices(): Promise<MediaDeviceInfo[]> {
    const list = (kind: MediaDeviceKind, ids: readonly string[]) =>
      (ids.length > 0 ? ["default", ...ids] : []).map((deviceId) => ({ kind, deviceId, label: deviceId }));
    const all = [
      ...list("audioinput", this.microphones),
      ...list("audiooutput", this.speakers),
      ...list("videoinput", this.cameras),
    ];
    return Promise.resolve(all as MediaDeviceInfo[]);
  }

  /** The tracks that nobody has released yet. */
  get open(): FakeTrack[] {
    return this.captured.filter(({ readyState }) => readyState === "live");
  }

  /** Of those, the ones of one kind. */
  openOf(kind: "audio" | "video"): FakeTrack[] {
    return this.open.filter((track) => track.kind === kind);
  }

  get asDevices(): CaptureDevices {
    return this;
  }
}
