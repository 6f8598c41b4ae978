import type { Encoding } from "./encoding.ts";
import type { LayerSelector } from "./layer-selector.ts";
import { highestLayer, smallerSelection, type LayerSelection } from "./layers.ts";
import type { PublishedTrack } from "./published-track.ts";

/** A key frame that was asked for and has not come is asked for again. */
const askAgainMs = 1_000;

/**
 * Tells the selector of one subscriber what to aim at, and asks the publisher for the key frame at which that can
 * begin. Apart from the selector, which judges packets and asks nobody for anything.
 */
export class LayerSwitch {
  #allocated: LayerSelection = highestLayer;
  #limit: LayerSelection = highestLayer;
  #asked: { encoding: Encoding | undefined; atMs: number } = { encoding: undefined, atMs: -Infinity };

  constructor(
    private readonly track: PublishedTrack,
    private readonly selector: LayerSelector,
    private readonly nowMs: () => number,
  ) {}

  /** What the subscriber's path has room for. */
  select(allocated: LayerSelection): void {
    this.#allocated = allocated;
    this.#retarget();
  }

  /** What the subscriber gets at most, whatever its path has room for. */
  limit(most: LayerSelection): void {
    this.#limit = most;
    this.#retarget();
  }

  get limited(): LayerSelection {
    return this.#limit;
  }

  /** Other encodings of the track are active, or they have other places in the order. */
  encodingsChanged(): void {
    this.selector.review();
    this.#askForSwitch();
  }

  /** Asks for a key frame of what is wanted, unless that was asked a moment ago. */
  askForKeyFrame(): void {
    const { wanted } = this.selector;
    if (wanted === undefined || this.track.kind === "audio") return;
    const nowMs = this.nowMs();
    if (this.#asked.encoding === wanted && nowMs - this.#asked.atMs < askAgainMs) return;
    this.#asked = { encoding: wanted, atMs: nowMs };
    wanted.requestKeyFrame();
  }

  /** A source has begun: what was asked for has come, and the next may be asked for at once. */
  begun(): void {
    this.#asked.encoding = undefined;
    if (this.track.encodings.length > 1) this.track.selectionChanged();
  }

  #retarget(): void {
    this.selector.select(smallerSelection(this.#allocated, this.#limit));
    this.track.selectionChanged();
    this.#askForSwitch();
  }

  #askForSwitch(): void {
    if (this.selector.wanted !== this.selector.current) this.askForKeyFrame();
  }
}
