import { samplesPerFrame, type AudioFrame } from "../phone-network.ts";

/** Pitch of speech, 66 to 200 Hz, in samples. */
const shortestPeriod = 40;
const longestPeriod = 120;
/** Full volume for 10 ms, then down to nothing at 60 ms: longer repetition sounds like a machine. */
const fullSamples = 80;
const fadedSamples = 480;
const blendSamples = 40;

/**
 * Fills gaps: goes on with the last pitch period, fading to silence, and blends back in (the idea of G.711 appendix I,
 * without its delay).
 */
export class Concealment {
  readonly #history = new Int16Array(2 * samplesPerFrame);
  #period = 0;
  #concealed = 0;

  /** A frame that has arrived: itself, or with its beginning blended when there was a gap before it. */
  good(frame: AudioFrame): AudioFrame {
    const blended = this.#concealed === 0 ? frame : this.#blend(frame);
    this.#concealed = 0;
    this.#remember(blended);
    return blended;
  }

  lost(): AudioFrame {
    if (this.#concealed === 0) this.#period = this.#findPeriod();
    const frame = new Int16Array(samplesPerFrame);
    for (let index = 0; index < samplesPerFrame; index += 1) frame[index] = this.#next();
    return frame;
  }

  #blend(frame: AudioFrame): AudioFrame {
    const blended = frame.slice();
    for (let index = 0; index < blendSamples; index += 1) {
      const weight = index / blendSamples;
      blended[index] = Math.round(this.#next() * (1 - weight) + (frame[index] ?? 0) * weight);
    }
    return blended;
  }

  #next(): number {
    const start = this.#history.length - this.#period;
    const sample = this.#history[start + (this.#concealed % this.#period)] ?? 0;
    const faded = (this.#concealed - fullSamples) / (fadedSamples - fullSamples);
    this.#concealed += 1;
    return Math.round(sample * Math.min(1, Math.max(0, 1 - faded)));
  }

  #remember(frame: AudioFrame): void {
    this.#history.copyWithin(0, samplesPerFrame);
    this.#history.set(frame, samplesPerFrame);
  }

  /** The lag at which the last 10 ms are most like what was before them. */
  #findPeriod(): number {
    const { length } = this.#history;
    let best = { lag: longestPeriod, likeness: -Infinity };
    for (let lag = shortestPeriod; lag <= longestPeriod; lag += 1) {
      let [product, power] = [0, 1];
      for (let index = length - fullSamples; index < length; index += 1) {
        const earlier = this.#history[index - lag] ?? 0;
        product += (this.#history[index] ?? 0) * earlier;
        power += earlier * earlier;
      }
      const likeness = product / Math.sqrt(power);
      if (likeness > best.likeness) best = { lag, likeness };
    }
    return best.lag;
  }
}
