/** Tracks, streams and devices that only a test changes. Cast where a port asks for the DOM's own, far larger types. */
import type { AudioSettings } from "../../common/contract/media.ts";
import type { CaptureDevices } from "../../renderer/media/ports.ts";

export const systemAudio: AudioSettings = {
  microphoneId: null,
  speakerId: null,
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

const named = (name: string) => new DOMException("scripted", name);

/** Microphones by id. "default" stands for the first of them and is listed first, as in Chromium. */
export class FakeDevices extends EventTarget {
  microphones: string[];
  speakers: string[] = [];
  /** Name of the exception that every capture ends with. */
  failure: string | null = null;
  /** Set to hold captures back, as an open permission prompt does. */
  prompt: Promise<void> = Promise.resolve();
  readonly captured: FakeTrack[] = [];

  constructor(...microphones: string[]) {
    super();
    this.microphones = microphones;
  }

  /** Changes which microphones there are, and tells of it. */
  plug(...microphones: string[]): void {
    this.microphones = microphones;
    this.dispatchEvent(new Event("devicechange"));
  }

  async getUserMedia({ audio }: MediaStreamConstraints): Promise<MediaStream> {
    await this.prompt;
    if (this.failure !== null) throw named(this.failure);
    const constraints = typeof audio === "object" ? audio : {};
    const wanted = (constraints.deviceId as { exact: string } | undefined)?.exact;
    if (wanted !== undefined && !this.microphones.includes(wanted)) {
      // Chromium's OverconstrainedError is a class of its own.
      throw Object.assign(new Error("scripted"), { name: "OverconstrainedError" });
    }
    const [first] = this.microphones;
    if (first === undefined) throw named("NotFoundError");
    const track = new FakeTrack(wanted ?? "default", { label: wanted ?? first, constraints });
    this.captured.push(track);
    return new FakeStream([track]).asStream;
  }

  enumerateDevices(): Promise<MediaDeviceInfo[]> {
    const list = (kind: MediaDeviceKind, ids: readonly string[]) =>
      (ids.length > 0 ? ["default", ...ids] : []).map((deviceId) => ({ kind, deviceId, label: deviceId }));
    const all = [...list("audioinput", this.microphones), ...list("audiooutput", this.speakers)];
    return Promise.resolve(all as MediaDeviceInfo[]);
  }

  /** The tracks that nobody has released yet. */
  get open(): FakeTrack[] {
    return this.captured.filter(({ readyState }) => readyState === "live");
  }

  get asDevices(): CaptureDevices {
    return this;
  }
}
