import { samplesPerFrame, type AudioFrame } from "./phone-network.ts";

const sampleRateHz = 8_000;
/** About -13 dBm0: loud enough to be found in a spectrum, far from clipping. */
const amplitude = 0.3 * 32_767;

/** One frame a call, of a sine tone that goes on without a click from frame to frame. */
export function toneSource(frequencyHz: number): () => AudioFrame {
  let position = 0;
  return () => {
    const frame = new Int16Array(samplesPerFrame);
    for (let index = 0; index < samplesPerFrame; index += 1, position += 1)
      frame[index] = Math.round(amplitude * Math.sin((2 * Math.PI * frequencyHz * position) / sampleRateHz));
    return frame;
  };
}

/** A new frame each time, since whoever gets one may keep it. */
export const silentFrame = (): AudioFrame => new Int16Array(samplesPerFrame);
