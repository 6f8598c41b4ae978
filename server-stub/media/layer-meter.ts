import type { TrackLayer } from "./layers.ts";

const windowMs = 1_000;
/** A shared screen that does not change still sends a frame a second or so. */
const idleMs = 3_000;
const spatialLayers = 8;
const temporalLayers = 8;
const count = spatialLayers * temporalLayers;

/** What the layers inside of one encoding cost, measured over windows of a second. */
export class LayerMeter {
  readonly #bytes = new Float64Array(count);
  readonly #bitrates = new Float64Array(count);
  readonly #seenMs = new Float64Array(count).fill(-Infinity);
  #windowStartMs = -Infinity;
  #newestMs = -Infinity;
  #maxSpatial = 0;
  #maxTemporal = 0;

  add(spatial: number, temporal: number, bytes: number, nowMs: number): void {
    if (nowMs - this.#windowStartMs >= windowMs) this.#turn(nowMs);
    const at = spatial * temporalLayers + temporal;
    this.#bytes[at] = (this.#bytes[at] ?? 0) + bytes;
    this.#seenMs[at] = nowMs;
    this.#newestMs = nowMs;
    if (spatial > this.#maxSpatial) this.#maxSpatial = spatial;
    if (temporal > this.#maxTemporal) this.#maxTemporal = temporal;
  }

  /** When the newest packet came. */
  get newestMs(): number {
    return this.#newestMs;
  }

  /** The highest temporal layer that is being sent. */
  get maxTemporal(): number {
    return this.#maxTemporal;
  }

  /** The highest spatial layer that is being sent. */
  get maxSpatial(): number {
    return this.#maxSpatial;
  }

  /** From small to large; those that have never been seen are left out. `spatialOffset` is added to each. */
  layers(spatialOffset: number, nowMs: number): TrackLayer[] {
    const layers: TrackLayer[] = [];
    for (let spatial = 0; spatial <= this.#maxSpatial; spatial++) {
      for (let temporal = 0; temporal <= this.#maxTemporal; temporal++) {
        const seenMs = this.#seenMs[spatial * temporalLayers + temporal] ?? -Infinity;
        if (seenMs === -Infinity) continue;
        layers.push({
          spatial: spatial + spatialOffset,
          temporal,
          bitrateBps: this.#cost(spatial, temporal, nowMs),
          active: nowMs - seenMs < idleMs,
        });
      }
    }
    return layers;
  }

  /** Of the layer and all that it needs. The first window is not over yet for a new stream: then what has come so far. */
  #cost(spatial: number, temporal: number, nowMs: number): number {
    if (nowMs - this.#windowStartMs >= 2 * windowMs) return 0;
    let sum = 0;
    for (let s = 0; s <= spatial; s++) {
      for (let t = 0; t <= temporal; t++) {
        const at = s * temporalLayers + t;
        sum += Math.max(this.#bitrates[at] ?? 0, ((this.#bytes[at] ?? 0) * 8_000) / windowMs);
      }
    }
    return Math.round(sum);
  }

  #turn(nowMs: number): void {
    const elapsedMs = nowMs - this.#windowStartMs;
    const isRecent = elapsedMs < 2 * windowMs;
    this.#maxSpatial = 0;
    this.#maxTemporal = 0;
    for (let at = 0; at < count; at++) {
      this.#bitrates[at] = isRecent ? ((this.#bytes[at] ?? 0) * 8_000) / elapsedMs : 0;
      this.#bytes[at] = 0;
      if (nowMs - (this.#seenMs[at] ?? -Infinity) >= idleMs) {
        this.#seenMs[at] = -Infinity;
        continue;
      }
      this.#maxSpatial = Math.max(this.#maxSpatial, Math.floor(at / temporalLayers));
      this.#maxTemporal = Math.max(this.#maxTemporal, at % temporalLayers);
    }
    this.#windowStartMs = nowMs;
  }
}
