import type { Forwarder } from "../forwarder.ts";
import type { LayerSelection } from "../layers.ts";
import { LayerAllocator } from "./layer-allocator.ts";

/** Kept for each sound before any picture gets something: Opus at its best for speech, with its headers. */
const audioBitsPerSecond = 50_000;

/** Lets each forwarder of one subscriber send what its path has room for. */
export class SubscriberAllocation {
  readonly #allocator = new LayerAllocator<Forwarder>();
  readonly #selected = new WeakMap<Forwarder, LayerSelection>();

  /** Returns a rate that would be of use if the path had it, in bit/s; undefined when nothing waits for more. */
  allocate(forwarders: Iterable<Forwarder>, bitsPerSecond: number, nowMs: number): number | undefined {
    const all = [...forwarders];
    const videos = all.filter(({ track }) => track.kind === "video");
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
