/** Phones speak in frames of 20 ms at 8 kHz. */
export const sampleRate = 8_000;
export const frameMs = 20;
export const frameSamples = (sampleRate * frameMs) / 1_000;

/** The sum of frames, cut off where 16 bits end. */
export function mix(frames: readonly Int16Array[]): Int16Array {
  const mixed = new Int16Array(frameSamples);
  for (let at = 0; at < frameSamples; at++) {
    let sum = 0;
    for (const frame of frames) sum += frame[at] ?? 0;
    mixed[at] = Math.max(-0x8000, Math.min(0x7fff, sum));
  }
  return mixed;
}

/** Loudness as of RFC 6464: 0 is the loudest, 127 is silence, in -dBov. */
export function audioLevel(frame: Int16Array): number {
  let sum = 0;
  for (const sample of frame) sum += sample * sample;
  const rms = Math.sqrt(sum / Math.max(1, frame.length)) / 0x8000;
  return rms === 0 ? 127 : Math.min(127, Math.max(0, Math.round(-20 * Math.log10(rms))));
}
