import { type AudioSettings, type MediaReport, streamAlias } from "../../common/contract/media.ts";
import type { CallError } from "../../common/errors.ts";
import type { Result } from "../../common/result.ts";
import { Scope } from "../../common/scope.ts";
import { codecsFor } from "../media/codec-order.ts";
import { pressKeys } from "../media/keys.ts";
import { type Microphone, newMicrophone } from "../media/microphone.ts";
import type { MediaPorts } from "../media/ports.ts";
import type { PublishingPeer } from "../media/publishing-peer.ts";
import { watchSpeaking } from "../media/speaking.ts";

interface LinkVoiceOptions {
  readonly ports: MediaPorts;
  readonly settings: AudioSettings;
  readonly peer: () => PublishingPeer;
  readonly onReport: (report: MediaReport) => void;
  readonly onFailed: (error: CallError) => void;
  /** The user allowed the microphone: the labels of devices can be read now. */
  readonly onGranted: () => void;
  readonly onSpeaking: (speaking: boolean) => void;
}

/** One link's microphone: published once, silenced by mute and by hold, and the way keys are pressed. */
export class LinkVoice {
  readonly #options: LinkVoiceOptions;
  readonly #scope = new Scope();
  #settings: AudioSettings;
  #microphone: Microphone | null = null;
  #stream: MediaStream | null = null;
  #muted = false;
  #held = false;

  constructor(options: LinkVoiceOptions) {
    this.#options = options;
    this.#settings = options.settings;
  }

  /** Opens the microphone, also while the path is still being prepared, and publishes it. Again: nothing. */
  async publish(muted: boolean): Promise<void> {
    if (this.#microphone !== null || this.#scope.ended) return;
    this.#muted = muted;
    const peer = this.#options.peer();
    const microphone = this.#open(peer);
    const published = await this.#publish(microphone, peer);
    if (published.ok) return;
    microphone.close();
    this.#options.onFailed(published.error);
  }

  /** Needs no negotiation, so it takes effect at once (R44). */
  mute(muted: boolean): void {
    this.#muted = muted;
    this.#silence();
  }

  hold(held: boolean): void {
    this.#held = held;
    this.#silence();
  }

  press(digits: string): void {
    const sender = this.#stream === null ? null : this.#options.peer().dtmf(this.#stream.id);
    if (!pressKeys(sender, digits)) this.#options.onReport({ type: "digits-failed" });
  }

  /** Takes other devices or processing, also in the middle of a call. */
  async apply(settings: AudioSettings): Promise<void> {
    this.#settings = settings;
    await this.#microphone?.apply(settings);
  }

  /** The transport stands: we are in, whether or not anybody can be heard. */
  connected(): void {
    if (this.#stream !== null) this.#options.onReport({ type: "published" });
  }

  close(): void {
    this.#scope.end();
  }

  async #publish(microphone: Microphone, peer: PublishingPeer): Promise<Result<null, CallError>> {
    const opened = await microphone.open();
    if (!opened.ok) return opened;
    this.#options.onGranted();
    const codecs = codecsFor("microphone", this.#options.ports.codecs("audio"));
    const plan = { alias: streamAlias.microphone, codecs: () => codecs };
    const published = await peer.publish(opened.value, plan);
    if (published.ok) {
      this.#stream = opened.value;
      this.#watch(peer, opened.value);
      if (peer.connected) this.connected();
    }
    return published;
  }

  #open(peer: PublishingPeer): Microphone {
    const microphone = newMicrophone({
      devices: this.#options.ports.devices,
      settings: this.#settings,
      onTrack: async (track, stream) => void (await peer.replaceTrack(stream.id, track)),
      onDeviceChanged: (label) => this.#options.onReport({ type: "microphone-changed", label }),
    });
    this.#microphone = microphone;
    this.#scope.add(() => microphone.close());
    this.#silence();
    return microphone;
  }

  #silence(): void {
    this.#microphone?.setEnabled(!this.#muted && !this.#held);
  }

  /** The sound of a share is a source too, and is nobody's voice. */
  #watch(peer: PublishingPeer, stream: MediaStream): void {
    const { ports, onSpeaking } = this.#options;
    const ours = (ids: ReadonlySet<string>): boolean => stream.getTracks().some(({ id }) => ids.has(id));
    this.#scope.add(() => onSpeaking(false));
    this.#scope.add(
      watchSpeaking({
        clock: ports.clock,
        stats: () => peer.stats(),
        onChange: (ids) => onSpeaking(ours(ids)),
      }),
    );
  }
}
