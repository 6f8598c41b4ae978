import type { Forwarder } from "../forwarder.ts";
import type { LayerSelection } from "../layers.ts";
import { SpeakerOrder } from "../speaker-order.ts";
import { LayerAllocator } from "./layer-allocator.ts";

/** Kept for each sound before any picture gets something: Opus at its best for speech, with its headers. */
const audioBitsPerSecond = 50_000;

/** Lets each forwarder of one subscriber send what its path has room for. */
export class SubscriberAllocation {
  readonly #allocator = new LayerAllocator<Forwarder>();
  readonly #selected = new WeakMap<Forwarder, LayerSelection>();
  readonly #speakers = new SpeakerOrder();

  /** Returns a rate that would be of use if the path had it, in bit/s; undefined when nothing waits for more. */
  allocate(forwarders: Iterable<Forwarder>, bitsPerSecond: number, nowMs: number): number | undefined {
    const all = [...forwarders];
    const rank = this.#speakerRanks(
      all.filter(({ track }) => track.kind === "audio"),
      nowMs,
    );
    const videos = all
      .filter(({ track }) => track.kind === "video")
      .sort((a, b) => rank(a.track.cname) - rank(b.track.cname));
    const forAudio = audioBitsPerSecond * (all.length - videos.length);
    const demands = videos.map((forwarder) => ({
      key: forwarder,
      layers: forwarder.track.layers(nowMs),
      limit: forwarder.limited,
    }));
    const { selections, wanted } = this.#allocator.allocate(demands, bitsPerSecond - forAudio, nowMs);
    for (const [forwarder, selection] of selections) this.#select(forwarder, selection);
    return wanted === undefined ? undefined : wanted + forAudio;
  }

  /** Whose pictures come first when there is not room for all: those of who speaks, among those that are heard. */
  #speakerRanks(audios: readonly Forwarder[], nowMs: number): (cname: string) => number {
    const tracks = new Map(audios.map(({ track }) => [track.id, track]));
    this.#speakers.keep(new Set(tracks.keys()));
    this.#speakers.review((id) => tracks.get(id)?.loudness.at(nowMs) ?? 0);
    const cnames = this.#speakers.order.map((id) => tracks.get(id)?.cname);
    return (cname) => {
      const at = cnames.indexOf(cname);
      return at < 0 ? cnames.length : at;
    };
  }

  #select(forwarder: Forwarder, selection: LayerSelection): void {
    const before = this.#selected.get(forwarder);
    if (before !== undefined && isSame(before, selection)) return;
    this.#selected.set(forwarder, selection);
    forwarder.select(selection);
  }
}

function isSame(one: LayerSelection, other: LayerSelection): boolean {
  if (one === "paused" || other === "paused") return one === other;
  return one.spatial === other.spatial && one.temporal === other.temporal;
}
