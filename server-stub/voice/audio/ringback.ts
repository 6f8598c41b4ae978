import { frameMs, samplesPerFrame, type AudioFrame } from "../../pstn/phone-network.ts";
import { silentFrame, toneSource } from "../../pstn/tone.ts";

/** The North American ringing tone: 440 and 480 Hz, two seconds of every six (ITU-T E.180 supplement 2). */
const frequencies = [440, 480] as const;
const onFrames = 2_000 / frameMs;
const periodFrames = 6_000 / frameMs;

/** One frame a call. */
export function ringbackSource(): () => AudioFrame {
  const [low, high] = frequencies.map(toneSource);
  let position = -1;
  return () => {
    position += 1;
    if (position % periodFrames >= onFrames || !low || !high) return silentFrame();
    const [one, other] = [low(), high()];
    return Int16Array.from({ length: samplesPerFrame }, (_, at) => ((one[at] ?? 0) + (other[at] ?? 0)) / 2);
  };
}
