import type { Host, Input } from "../../common/contract/contract.ts";
import type { AudioSettings, MediaCommand } from "../../common/contract/media.ts";
import type { MediaDevices } from "../../common/contract/state.ts";
import type { CallError } from "../../common/errors.ts";
import type { LinkId } from "../../common/ids.ts";
import { unreachable, type Result } from "../../common/result.ts";
import { Scope, type Dispose } from "../../common/scope.ts";
import { TaskQueue } from "../../common/task-queue.ts";
import { listMediaDevices } from "../media/media-devices.ts";
import { AudioSink } from "../media/audio-sink.ts";
import { startLevelMeter } from "../media/level-meter.ts";
import { listen } from "../media/listen.ts";
import type { MediaPorts } from "../media/ports.ts";
import { TonePlayer } from "../media/tones.ts";
import { hostSignaling } from "./host-signaling.ts";
import { MediaLink } from "./media-link.ts";

/** What holds until main has told its settings: the system's devices, and all processing on. */
const defaultAudio: AudioSettings = {
  microphoneId: null,
  speakerId: null,
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
  readonly #tones: TonePlayer;
  readonly #deviceTasks = new TaskQueue();
  readonly #links = new Map<LinkId, MediaLink>();
  /** A few numbers per call; without them a late command would bring a closed link back to life. */
  readonly #closed = new Set<LinkId>();
  #audio = defaultAudio;

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

  async #begin(): Promise<void> {
    const ready = await this.#host.request("media.ready", null);
    // Not awaited: commands need the settings, but not the devices to be listed.
    if (ready.ok) void this.#guard("audio", this.#useAudio(ready.value.audio));
    else this.#log("warn", "media host not welcome", { code: ready.error.code });
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
    switch (command.type) {
      case "prepare":
        return this.#logFailure(command, await this.#link(command.link)?.prepare(command.iceServers));
      case "publish":
        return this.#link(command.link)?.publish(command.muted);
      case "subscribe": {
        const { link, iceServers, ...offer } = command;
        return this.#logFailure(command, await this.#link(link)?.take(offer, iceServers));
      }
      case "mute":
        return this.#links.get(command.link)?.mute(command.muted);
      case "close":
        return this.#close(command.link);
      case "ring":
        return this.#tones.ring(command.tone);
      case "audio":
        return this.#useAudio(command.audio);
      case "channel-open":
        return this.#link(command.link)?.channels.open(command.alias);
      case "channel-send":
        return this.#links.get(command.link)?.channels.send(command.alias, command.data);
      case "video":
      case "hold":
      case "digits":
      case "camera":
      case "share":
      case "share-mode":
      case "share-pause":
      case "share-stop":
      case "restart-ice":
        return;
      default:
        return unreachable(command);
    }
  }

  /** For what is tried again: `publish` prepares once more, and the service repeats an offer without an answer. */
  #logFailure({ type, link }: LinkCommand, result: Result<unknown, CallError> | undefined): void {
    if (result === undefined || result.ok || !this.#links.has(link)) return;
    this.#log("warn", "negotiation failed", { type, link, code: result.error.code });
  }

  #link(id: LinkId): MediaLink | undefined {
    const known = this.#links.get(id);
    if (known !== undefined || this.#closed.has(id)) return known;
    const link = new MediaLink({
      ports: this.#ports,
      sink: this.#sink,
      audio: this.#audio,
      signaling: hostSignaling(this.#host, id),
      onReport: (report) => this.#send("media.report", { link: id, report }),
      onMicrophoneGranted: () => void this.#devicesChanged(),
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
    const links = [...this.#links.values()].map((link) => link.applyAudio(audio));
    await Promise.all([this.#devicesChanged(), ...links]);
  }

  /** Only enumerates, which opens no prompt; labels are empty until the microphone was allowed once. */
  #devicesChanged(): Promise<void> {
    const update = async () => {
      const devices = await listMediaDevices(this.#ports.devices);
      if (this.#scope.ended) return;
      this.#send("media.devices", devices);
      const speakerId = usableSpeaker(this.#audio.speakerId, devices);
      await Promise.all([this.#sink.setSpeaker(speakerId), this.#tones.setSpeaker(speakerId)]);
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

/** The chosen speaker unless it is known to be absent. Without permission browsers list none, and then we try it. */
function usableSpeaker(chosen: string | null, { speakers }: MediaDevices): string | null {
  const absent = speakers.length > 0 && !speakers.some(({ id }) => id === chosen);
  return absent ? null : chosen;
}
