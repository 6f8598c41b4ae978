import type { Host, Input } from "../../common/contract/contract.ts";
import type { AudioSettings, MediaCommand, VideoSettings } from "../../common/contract/media.ts";
import type { MediaDevices } from "../../common/contract/state.ts";
import type { CallError } from "../../common/errors.ts";
import type { LinkId } from "../../common/ids.ts";
import { unreachable, type Result } from "../../common/result.ts";
import { Scope, type Dispose } from "../../common/scope.ts";
import { TaskQueue } from "../../common/task-queue.ts";
import { listMediaDevices } from "../media/media-devices.ts";
import { AudioSink } from "../media/audio-sink.ts";
import { type Preview, previewCamera, previewScreen } from "../media/previews.ts";
import { startLevelMeter } from "../media/level-meter.ts";
import { listen } from "../media/listen.ts";
import type { MediaPorts } from "../media/ports.ts";
import { TonePlayer } from "../media/tones.ts";
import { hostSignaling } from "./host-signaling.ts";
import { MediaLink } from "./media-link.ts";
import { type Stage, StageFeed } from "./stage-feed.ts";

/** What holds until main has told its settings: the system's devices, and all processing on. */
const defaultAudio: AudioSettings = {
  microphoneId: null,
  speakerId: null,
  ringDeviceId: null,
  echoCancellation: true,
  noiseSuppression: true,
  autoGainControl: true,
};

type LinkCommand = Extract<MediaCommand, { link: LinkId }>;

/** Obeys media commands: finds or makes the link, and hands the command on. */
export class MediaService {
  readonly #host: Host;
  readonly #ports: MediaPorts;
  readonly #scope = new Scope();
  readonly #sink: AudioSink;
  readonly #stage = new StageFeed();
  readonly #tones: TonePlayer;
  readonly #deviceTasks = new TaskQueue();
  readonly #links = new Map<LinkId, MediaLink>();
  /** A few numbers per call; without them a late command would bring a closed link back to life. */
  readonly #closed = new Set<LinkId>();
  #audio = defaultAudio;
  #video: VideoSettings = { cameraId: null };

  private constructor(host: Host, ports: MediaPorts) {
    this.#host = host;
    this.#ports = ports;
    this.#sink = new AudioSink(() => ports.createAudioElement());
    this.#tones = new TonePlayer({
      createAudioContext: () => ports.createAudioContext(),
      clock: ports.clock,
    });
  }

  /** Subscribes, then says that it is ready: commands that main sends in answer are not lost. */
  static start(host: Host, ports: MediaPorts): MediaService {
    const service = new MediaService(host, ports);
    const scope = service.#scope;
    const ready = new TaskQueue();
    scope.add(host.on("media.command", (command) => void ready.run(() => service.#receive(command))));
    scope.add(() => service.#closeAll());
    void service.#guard(
      "ready",
      ready.run(() => service.#begin()),
    );
    scope.add(listen(ports.devices, "devicechange", () => void service.#devicesChanged()));
    void service.#devicesChanged();
    return service;
  }

  dispose(): void {
    this.#scope.end();
  }

  async startMicrophoneTest(onLevel: (level: number) => void): Promise<Result<Dispose, CallError>> {
    const started = await startLevelMeter(this.#ports, this.#audio, onLevel);
    if (!started.ok) return started;
    void this.#devicesChanged();
    return { ok: true, value: this.#scope.add(started.value) };
  }

  playTestTone(): Promise<void> {
    return this.#tones.playTestTone();
  }

  async previewCamera(): Promise<Result<Preview, CallError>> {
    const opened = await previewCamera(this.#ports.devices, this.#video);
    if (opened.ok) void this.#devicesChanged();
    return this.#owned(opened);
  }

  /** Shows what main has armed. */
  async previewScreen(): Promise<Result<Preview, CallError>> {
    return this.#owned(await previewScreen(this.#ports.devices));
  }

  watchStage(listener: (stage: Stage) => void): Dispose {
    return this.#scope.add(this.#stage.watch(listener));
  }

  /** A preview ends with the page at the latest. */
  #owned<E>(opened: Result<Preview, E>): Result<Preview, E> {
    if (!opened.ok) return opened;
    const { media, close } = opened.value;
    return { ok: true, value: { media, close: this.#scope.add(close) } };
  }

  async #begin(): Promise<void> {
    const ready = await this.#host.request("media.ready", null);
    // Not awaited: commands need the settings, but not the devices to be listed.
    if (ready.ok) {
      void this.#guard("audio", this.#useAudio(ready.value.audio));
      void this.#guard("video", this.#useVideo(ready.value.video));
    } else this.#log("warn", "media host not welcome", { code: ready.error.code });
  }

  /** Settles without waiting for the command to be carried out: each link has its own queues. */
  #receive(command: MediaCommand): Promise<void> {
    if (!this.#scope.ended) void this.#obey(command);
    return Promise.resolve();
  }

  async #obey(command: MediaCommand): Promise<void> {
    try {
      await this.#run(command);
    } catch (cause) {
      this.#logBug(command.type, cause);
      if (!("link" in command) || !this.#links.has(command.link)) return;
      this.#send("media.report", {
        link: command.link,
        report: { type: "failed", error: { code: "media-failed" } },
      });
    }
  }

  async #run(command: MediaCommand): Promise<void> {
    if ("link" in command) return this.#runOnLink(command);
    switch (command.type) {
      case "ring":
        return this.#tones.ring(command.tone);
      case "audio":
        return this.#useAudio(command.audio);
      case "video":
        return this.#useVideo(command.video);
      default:
        return unreachable(command);
    }
  }

  async #runOnLink(command: LinkCommand): Promise<void> {
    if (command.type === "close") return this.#close(command.link);
    const link = this.#link(command.link);
    if (link !== undefined) this.#logFailure(command, await obey(link, command));
  }

  /** For what is tried again: `publish` prepares once more, and the service repeats an offer without an answer. */
  #logFailure({ type, link }: LinkCommand, result: Outcome): void {
    if (typeof result !== "object" || result.ok || !this.#links.has(link)) return;
    this.#log("warn", "negotiation failed", { type, link, code: result.error.code });
  }

  #link(id: LinkId): MediaLink | undefined {
    const known = this.#links.get(id);
    if (known !== undefined || this.#closed.has(id)) return known;
    const link = new MediaLink({
      id,
      ports: this.#ports,
      sink: this.#sink,
      stage: this.#stage,
      audio: this.#audio,
      video: this.#video,
      signaling: hostSignaling(this.#host, id),
      onReport: (report) => this.#send("media.report", { link: id, report }),
      onDeviceGranted: () => void this.#devicesChanged(),
    });
    this.#links.set(id, link);
    return link;
  }

  #close(id: LinkId): void {
    this.#closed.add(id);
    this.#links.get(id)?.close();
    this.#links.delete(id);
  }

  #closeAll(): void {
    for (const id of [...this.#links.keys()]) this.#close(id);
    this.#tones.ring(null);
  }

  async #useAudio(audio: AudioSettings): Promise<void> {
    this.#audio = audio;
    const links = [...this.#links.values()].map((link) => link.voice.apply(audio));
    await Promise.all([this.#devicesChanged(), ...links]);
  }

  async #useVideo(video: VideoSettings): Promise<void> {
    this.#video = video;
    await Promise.all([...this.#links.values()].map((link) => link.camera.apply(video)));
  }

  /** Only enumerates, which opens no prompt; labels are empty until the microphone was allowed once. */
  #devicesChanged(): Promise<void> {
    const update = async () => {
      const devices = await listMediaDevices(this.#ports.devices);
      if (this.#scope.ended) return;
      this.#send("media.devices", devices);
      const { ringDeviceId } = this.#audio;
      const speakerId = usableSpeaker(this.#audio.speakerId, devices);
      await Promise.all([
        this.#sink.setSpeaker(speakerId),
        this.#tones.setSpeakers({
          calls: speakerId,
          ring: usableSpeaker(ringDeviceId, devices) ?? speakerId,
        }),
      ]);
    };
    return this.#guard("devices", this.#deviceTasks.run(update));
  }

  #send<N extends "media.report" | "media.devices" | "log.write">(name: N, input: Input<N>): void {
    const sent = this.#host.request(name, input).then((result) => {
      if (!result.ok && name !== "log.write")
        this.#log("warn", "request refused", { name, code: result.error.code });
    });
    // Nobody is left to tell when even the log cannot be written.
    if (name === "log.write") void sent.catch(() => undefined);
    else void this.#guard(name, sent);
  }

  /** A promise that nobody awaits: a bug in it is logged instead of lost. */
  async #guard(task: string, promise: Promise<void>): Promise<void> {
    try {
      await promise;
    } catch (cause) {
      this.#logBug(task, cause);
    }
  }

  #logBug(task: string, cause: unknown): void {
    this.#log("error", "media task broke", { task, cause: String(cause).slice(0, 1_000) });
  }

  #log(level: "warn" | "error", message: string, data: Input<"log.write">["data"]): void {
    this.#send("log.write", { level, message, data });
  }
}

/** A negotiation tells how it ended; everything else reports by itself. */
type Outcome = Result<unknown, CallError> | void;

async function obey(link: MediaLink, command: Exclude<LinkCommand, { type: "close" }>): Promise<Outcome> {
  switch (command.type) {
    case "prepare":
      return link.prepare(command.iceServers);
    case "publish":
      return link.voice.publish(command.muted);
    case "subscribe":
      return link.take(command, command.iceServers);
    case "mute":
      return link.voice.mute(command.muted);
    case "hold":
      return link.hold(command.held);
    case "digits":
      return link.voice.press(command.digits);
    case "camera":
      return link.camera.set(command.on);
    case "share":
      return link.share.start(command);
    case "share-mode":
      return link.share.setMode(command.mode);
    case "share-pause":
      return link.share.pause(command.paused);
    case "share-stop":
      return link.share.stop();
    case "channel-open":
      return link.channels.open(command.alias);
    case "channel-send":
      return link.channels.send(command.alias, command.data);
    case "restart-ice":
      return link.restartIce();
    default:
      return unreachable(command);
  }
}

/** The chosen speaker unless it is known to be absent. Without permission browsers list none, and then we try it. */
function usableSpeaker(chosen: string | null, { speakers }: MediaDevices): string | null {
  const absent = speakers.length > 0 && !speakers.some(({ id }) => id === chosen);
  return absent ? null : chosen;
}
