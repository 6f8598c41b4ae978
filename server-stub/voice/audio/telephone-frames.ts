import { frameMs, samplesPerFrame, type AudioFrame } from "../../pstn/phone-network.ts";
import type { Pcm } from "./wav.ts";

const telephoneRateHz = (samplesPerFrame * 1_000) / frameMs;
/** Input samples on each side that make one output sample; with the window below, aliases stay 40 dB down. */
const reach = 24;
/** A little below half the telephone's rate, to leave room for the filter's slope. */
const cutoffHz = 3_600;

/** Brings speech to the telephone's 8 kHz by windowed-sinc interpolation and cuts it into frames, the last one filled up. */
export function telephoneFrames({ samples, sampleRateHz }: Pcm): readonly AudioFrame[] {
  const step = sampleRateHz / telephoneRateHz;
  const cutoff = Math.min(0.5, cutoffHz / sampleRateHz);
  const length = Math.floor(samples.length / step);
  const frames: AudioFrame[] = [];
  for (let start = 0; start < length; start += samplesPerFrame) {
    const frame = new Int16Array(samplesPerFrame);
    for (let index = 0; index < Math.min(samplesPerFrame, length - start); index += 1)
      frame[index] = clip(interpolate(samples, (start + index) * step, cutoff));
    frames.push(frame);
  }
  return frames;
}

function interpolate(samples: Int16Array, position: number, cutoff: number): number {
  const centre = Math.floor(position);
  let sum = 0;
  for (let at = centre - reach + 1; at <= centre + reach; at += 1) {
    const distance = position - at;
    const window = 0.5 * (1 + Math.cos((Math.PI * distance) / reach));
    sum += (samples[at] ?? 0) * 2 * cutoff * sinc(2 * cutoff * distance) * window;
  }
  return sum;
}

const sinc = (x: number): number => (x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x));
const clip = (value: number): number => Math.max(-32_768, Math.min(32_767, Math.round(value)));
