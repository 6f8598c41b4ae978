import type { RemoteStream } from "./remote-streams.ts";

/** One stream that is played until it is stopped. */
export interface Playback {
  setMuted(muted: boolean): void;
  stop(): void;
}

/** Plays remote streams: one hidden `<audio data-remote-audio>` element each, on the chosen speaker. */
export class AudioSink {
  readonly #createElement: () => HTMLAudioElement;
  readonly #elements = new Set<HTMLAudioElement>();
  #speakerId: string | null = null;

  constructor(createElement: () => HTMLAudioElement) {
    this.#createElement = createElement;
  }

  play({ msid, media }: Pick<RemoteStream, "msid" | "media">): Playback {
    const element = this.#createElement();
    element.hidden = true;
    element.autoplay = true;
    element.dataset["remoteAudio"] = msid;
    element.srcObject = media;
    this.#elements.add(element);
    if (this.#speakerId !== null) void this.#route(element, this.#speakerId);
    return {
      setMuted: (muted) => {
        element.muted = muted;
      },
      stop: () => {
        this.#elements.delete(element);
        element.srcObject = null;
        element.remove();
      },
    };
  }

  /** Moves everything to that speaker; `null`, or a speaker that cannot be used, is the system's default. */
  async setSpeaker(id: string | null): Promise<void> {
    this.#speakerId = id;
    await Promise.all([...this.#elements].map((element) => this.#route(element, id)));
  }

  async #route(element: HTMLAudioElement, id: string | null): Promise<void> {
    try {
      await element.setSinkId(id ?? "");
    } catch (cause) {
      if (!(cause instanceof DOMException)) throw cause;
      // Gone, or not permitted: better heard on the wrong speaker than not at all. The default always exists.
      if (id !== null) await this.#route(element, null);
    }
  }
}
