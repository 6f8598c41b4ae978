/** How much of the power of mono PCM lies at one frequency: near 1 for a pure tone there, near 0 for anything else. */
export function toneShare(frames: readonly Int16Array[], frequencyHz: number, sampleRateHz = 8_000): number {
  let [real, imaginary, power, position] = [0, 0, 0, 0];
  for (const frame of frames) {
    for (const sample of frame) {
      const angle = (2 * Math.PI * frequencyHz * position) / sampleRateHz;
      real += sample * Math.cos(angle);
      imaginary += sample * Math.sin(angle);
      power += sample * sample;
      position += 1;
    }
  }
  return power === 0 ? 0 : (2 * (real * real + imaginary * imaginary)) / (position * power);
}
