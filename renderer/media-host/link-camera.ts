import { type MediaReport, streamAlias, type VideoSettings } from "../../common/contract/media.ts";
import type { CallError } from "../../common/errors.ts";
import { ok, type Result } from "../../common/result.ts";
import { Scope } from "../../common/scope.ts";
import { TaskQueue } from "../../common/task-queue.ts";
import { type Camera, cameraPlan, newCamera } from "../media/camera.ts";
import { codecsFor } from "../media/codec-order.ts";
import type { MediaPorts } from "../media/ports.ts";
import type { PublishingPeer } from "../media/publishing-peer.ts";

interface LinkCameraOptions {
  readonly ports: MediaPorts;
  readonly settings: VideoSettings;
  readonly peer: () => PublishingPeer;
  readonly onReport: (report: MediaReport) => void;
  readonly onGranted: () => void;
  /** What others see of us; null when nothing. */
  readonly onStream: (stream: MediaStream | null) => void;
}

interface Running {
  readonly camera: Camera;
  readonly stream: MediaStream;
}

/** One link's camera: opened and published together, and released together. */
export class LinkCamera {
  readonly #options: LinkCameraOptions;
  readonly #scope = new Scope();
  readonly #tasks = new TaskQueue();
  #settings: VideoSettings;
  #wanted = false;
  #held = false;
  #running: Running | null = null;
  /** Also while it is being opened. */
  #camera: Camera | null = null;

  constructor(options: LinkCameraOptions) {
    this.#options = options;
    this.#settings = options.settings;
  }

  /** Of several orders in a row the last one counts. */
  async set(on: boolean): Promise<void> {
    this.#wanted = on;
    await this.#tasks.run(() => this.#obey());
  }

  hold(held: boolean): void {
    this.#held = held;
    this.#camera?.setEnabled(!held);
  }

  async apply(settings: VideoSettings): Promise<void> {
    this.#settings = settings;
    await this.#camera?.apply(settings);
  }

  close(): void {
    this.#wanted = false;
    this.#scope.end();
  }

  async #obey(): Promise<void> {
    if (this.#scope.ended || this.#wanted === (this.#running !== null)) return;
    if (!this.#wanted) return this.#stop();
    const started = await this.#start();
    if (started.ok || this.#scope.ended) return;
    this.#wanted = false;
    this.#options.onReport({ type: "camera-failed", error: started.error });
  }

  async #start(): Promise<Result<null, CallError>> {
    const camera = newCamera({
      devices: this.#options.ports.devices,
      settings: this.#settings,
      onTrack: async (track, stream) => void (await this.#options.peer().replaceTrack(stream.id, track)),
      onDeviceChanged: (label) => void this.#changed(label),
    });
    this.#camera = camera;
    const close = this.#scope.add(() => camera.close());
    camera.setEnabled(!this.#held);
    const published = await this.#publish(camera);
    if (!published.ok) close();
    return published;
  }

  async #publish(camera: Camera): Promise<Result<null, CallError>> {
    const { ports, peer, onGranted, onStream } = this.#options;
    const opened = await camera.open();
    if (!opened.ok) return opened;
    onGranted();
    const codecs = codecsFor("camera", ports.codecs("video"));
    const plan = { alias: streamAlias.camera, codecs: () => codecs, video: cameraPlan };
    const published = await peer().publish(opened.value, plan);
    if (!published.ok || this.#scope.ended) return published;
    this.#running = { camera, stream: opened.value };
    this.#scope.add(() => this.#running !== null && onStream(null));
    onStream(opened.value);
    this.#options.onReport({ type: "camera", on: true });
    return ok(null);
  }

  /** Another camera has taken over, or none is left: a frozen face would say that we are still there to be seen. */
  async #changed(label: string): Promise<void> {
    if (label !== "") return this.#options.onReport({ type: "camera", on: true });
    this.#wanted = false;
    this.#options.onReport({ type: "camera-failed", error: { code: "camera-missing" } });
    await this.#tasks.run(() => this.#obey());
  }

  /** Dark at once, whatever the service says. */
  async #stop(): Promise<void> {
    const running = this.#running;
    this.#running = null;
    if (running === null) return;
    running.camera.close();
    this.#options.onStream(null);
    await this.#options.peer().unpublish(running.stream.id);
    this.#options.onReport({ type: "camera", on: false });
  }
}
