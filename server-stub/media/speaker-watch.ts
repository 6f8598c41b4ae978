import type { Clock } from "../../common/clock.ts";
import type { Dispose } from "../../common/scope.ts";
import type { Producer, SpeakerWatch } from "./media-engine.ts";
import { PublishedTrack } from "./published-track.ts";
import { SpeakerOrder } from "./speaker-order.ts";

const reviewMs = 200;

/** Follows who speaks among some tracks. Whoever makes it closes it. */
export class TrackSpeakerWatch implements SpeakerWatch {
  #tracks = new Map<string, PublishedTrack>();
  readonly #speakers = new SpeakerOrder();
  #stop: Dispose | undefined;

  constructor(
    private readonly clock: Clock,
    private readonly onChange: (order: readonly Producer["id"][]) => void,
    private readonly onClosed: () => void,
  ) {
    this.#schedule();
  }

  get order(): readonly Producer["id"][] {
    return this.#speakers.order;
  }

  watch(producers: readonly Producer[]): void {
    const tracks = producers
      .filter((one) => one instanceof PublishedTrack)
      .filter(({ kind }) => kind === "audio");
    this.#tracks = new Map(tracks.map((track) => [track.id, track]));
    if (this.#speakers.keep(new Set(this.#tracks.keys()))) this.onChange(this.order);
  }

  close(): void {
    this.#stop?.();
    this.#stop = undefined;
    this.#tracks.clear();
    this.onClosed();
  }

  #schedule(): void {
    this.#stop = this.clock.after(reviewMs, () => {
      this.#schedule();
      const nowMs = this.clock.now();
      const loudness = (id: string): number => this.#tracks.get(id)?.loudness.at(nowMs) ?? 0;
      if (this.#speakers.review(loudness)) this.onChange(this.order);
    });
  }
}
