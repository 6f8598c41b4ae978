import type { Clock } from "../../../common/clock.ts";
import { pace } from "../../../common/pacer.ts";
import type { Dispose } from "../../../common/scope.ts";
import type { PublishedTrack } from "../published-track.ts";
import { AudioSource } from "./audio-source.ts";
import { frameMs, mix } from "./frames.ts";

/** Somebody who takes a mix. Called synchronously; must not throw. */
export interface MixListener {
  frame(frame: Int16Array): void;
  digit(digit: string, durationMs: number): void;
}

interface Heard {
  readonly source: AudioSource;
  readonly by: Set<MixListener>;
}

/**
 * Decodes each track once, however many hear it, and gives every listener the sum of what it hears each 20 ms. Nothing
 * runs while nobody listens.
 */
export class AudioMixer {
  readonly #listeners = new Map<MixListener, ReadonlySet<PublishedTrack>>();
  readonly #heard = new Map<PublishedTrack, Heard>();
  #stopPacing: Dispose | undefined;

  constructor(private readonly clock: Clock) {}

  /** From now on the listener hears exactly these tracks. */
  listen(listener: MixListener, tracks: ReadonlySet<PublishedTrack>): void {
    const before = this.#listeners.get(listener);
    this.#listeners.set(listener, tracks);
    for (const track of tracks) this.#sourceOf(track).by.add(listener);
    for (const track of before ?? []) if (!tracks.has(track)) this.#release(track, listener);
    this.#stopPacing ??= pace(this.clock, frameMs, () => this.#tick());
  }

  leave(listener: MixListener): void {
    for (const track of this.#listeners.get(listener) ?? []) this.#release(track, listener);
    this.#listeners.delete(listener);
    if (this.#listeners.size > 0) return;
    this.#stopPacing?.();
    this.#stopPacing = undefined;
  }

  #tick(): void {
    const frames = new Map<PublishedTrack, Int16Array>();
    for (const [track, { source }] of [...this.#heard]) {
      const frame = source.pull();
      if (frame !== undefined) frames.set(track, frame);
    }
    for (const [listener, tracks] of [...this.#listeners]) {
      listener.frame(
        mix([...tracks].map((track) => frames.get(track)).filter((frame) => frame !== undefined)),
      );
    }
  }

  #sourceOf(track: PublishedTrack): Heard {
    const known = this.#heard.get(track);
    if (known !== undefined) return known;
    const by = new Set<MixListener>();
    const source = new AudioSource(
      track,
      () => this.clock.now(),
      (digit, durationMs) => {
        for (const listener of [...by]) listener.digit(digit, durationMs);
      },
    );
    this.#heard.set(track, { source, by });
    return { source, by };
  }

  #release(track: PublishedTrack, listener: MixListener): void {
    const heard = this.#heard.get(track);
    heard?.by.delete(listener);
    if (heard === undefined || heard.by.size > 0) return;
    heard.source.close();
    this.#heard.delete(track);
  }
}
