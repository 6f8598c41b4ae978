/**
 * Layers of a video track, from small to large. `spatial` counts encodings where the publisher sends several
 * (simulcast, RFC 8853), else the spatial layers inside the only one (VP9 SVC); `temporal` counts frame rates.
 */
export interface Layer {
  readonly spatial: number;
  readonly temporal: number;
}

/** What a subscriber gets of a track: nothing, or at most this layer with all that it needs. */
export type LayerSelection = Layer | "paused";

/** A layer that a publisher has sent, with what it costs. */
export interface TrackLayer extends Layer {
  /** Of everything that is sent when this layer is selected, over the last second or so: payload and RTP header. */
  readonly bitrateBps: number;
  /** Whether it is being sent now. */
  readonly active: boolean;
}

/** As much as there is. */
export const highestLayer: Layer = { spatial: 7, temporal: 7 };

/** The smaller of two selections in both dimensions. */
export function smallerSelection(one: LayerSelection, other: LayerSelection): LayerSelection {
  if (one === "paused" || other === "paused") return "paused";
  return {
    spatial: Math.min(one.spatial, other.spatial),
    temporal: Math.min(one.temporal, other.temporal),
  };
}
