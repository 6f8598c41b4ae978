import type { Dispose } from "../../../common/scope.ts";
import type { AudioLeg, Producer } from "../media-engine.ts";
import { PublishedTrack } from "../published-track.ts";
import type { AudioMixer, MixListener } from "./audio-mixer.ts";
import type { SpeechTrack } from "./speech-track.ts";

/** A leg that hears one mix of all it is subscribed to, and publishes one track. */
export class MixingLeg implements AudioLeg, MixListener {
  #tracks: ReadonlySet<PublishedTrack> = new Set();
  readonly #frameListeners = new Set<(frame: Int16Array) => void>();
  readonly #digitListeners = new Set<(digit: string, durationMs: number) => void>();
  #closed = false;

  constructor(
    private readonly mixer: AudioMixer,
    private readonly speech: SpeechTrack,
    private readonly onClosed: () => void,
  ) {}

  get producer(): Producer {
    return this.speech.track;
  }

  write(frame: Int16Array): void {
    this.speech.write(frame);
  }

  hear(producers: readonly Producer[]): void {
    const tracks = producers.filter((one) => one instanceof PublishedTrack);
    this.#tracks = new Set(
      tracks.filter((track) => track.kind === "audio" && !track.closed && track !== this.speech.track),
    );
    this.#update();
  }

  onFrame(listener: (frame: Int16Array) => void): Dispose {
    return this.#add(this.#frameListeners, listener);
  }

  onDigit(listener: (digit: string, durationMs: number) => void): Dispose {
    return this.#add(this.#digitListeners, listener);
  }

  frame(frame: Int16Array): void {
    for (const listener of [...this.#frameListeners]) listener(frame);
  }

  digit(digit: string, durationMs: number): void {
    for (const listener of [...this.#digitListeners]) listener(digit, durationMs);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#update();
    this.speech.close();
    this.onClosed();
  }

  #add<L>(listeners: Set<L>, listener: L): Dispose {
    listeners.add(listener);
    this.#update();
    return () => {
      listeners.delete(listener);
      this.#update();
    };
  }

  #update(): void {
    const listening = this.#frameListeners.size > 0 || this.#digitListeners.size > 0;
    if (listening && !this.#closed) this.mixer.listen(this, this.#tracks);
    else this.mixer.leave(this);
  }
}
