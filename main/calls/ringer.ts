import type { Tone } from "../../common/contract/media.ts";
import type { CallId } from "../../common/ids.ts";
import type { MediaPort } from "./ports.ts";

/** One loudspeaker for the ringing of all calls: a ringtone goes before a ringback, and is a soft tick while somebody talks. */
export class Ringer {
  readonly #media: MediaPort;
  readonly #ringtoneWanted: () => boolean;
  readonly #talking: () => boolean;
  readonly #tones = new Map<CallId, Tone>();
  #playing: Tone | null = null;

  constructor(
    media: MediaPort,
    wanted: { readonly ringtone: () => boolean; readonly talking: () => boolean },
  ) {
    this.#media = media;
    this.#ringtoneWanted = wanted.ringtone;
    this.#talking = wanted.talking;
  }

  start(id: CallId, tone: Tone): void {
    this.#tones.set(id, tone);
    this.refresh();
  }

  stop(id: CallId): void {
    this.#tones.delete(id);
    this.refresh();
  }

  /** Also when the ringtone setting changed. */
  refresh(): void {
    const tone = this.#wanted();
    if (tone === this.#playing) return;
    this.#playing = tone;
    this.#media.send({ type: "ring", tone });
  }

  /** A fresh page plays nothing yet. */
  pageReady(): void {
    this.#playing = null;
    this.refresh();
  }

  #wanted(): Tone | null {
    const tones = [...this.#tones.values()];
    if (tones.includes("ringtone") && this.#ringtoneWanted()) return this.#talking() ? "waiting" : "ringtone";
    return tones.includes("ringback") ? "ringback" : null;
  }
}
