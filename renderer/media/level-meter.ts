import type { AudioSettings } from "../../common/contract/media.ts";
import type { CallError } from "../../common/errors.ts";
import { ok, type Result } from "../../common/result.ts";
import { Scope, type Dispose } from "../../common/scope.ts";
import { openMicrophone } from "./capture.ts";
import { every } from "./every.ts";
import type { MediaPorts } from "./ports.ts";

const periodMs = 50;
/** What counts as silence: below it the meter shows nothing. */
const floorDb = -60;

/**
 * Opens the microphone for the settings view and tells its level 20 times a second; disposing releases it. Opens a
 * prompt where permission is missing, so only a gesture of the user may call it.
 */
export async function startLevelMeter(
  ports: Pick<MediaPorts, "clock" | "devices" | "createAudioContext">,
  settings: AudioSettings,
  onLevel: (level: number) => void,
): Promise<Result<Dispose, CallError>> {
  const opened = await openMicrophone(ports.devices, settings);
  if (!opened.ok) return opened;
  const stream = opened.value;
  const scope = new Scope();
  scope.add(() => stream.getTracks().forEach((track) => track.stop()));
  const context = ports.createAudioContext();
  scope.add(() => void context.close());
  const analyser = context.createAnalyser();
  context.createMediaStreamSource(stream).connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  scope.add(
    every(ports.clock, periodMs, () => {
      analyser.getFloatTimeDomainData(samples);
      onLevel(levelOf(samples));
    }),
  );
  return ok(() => scope.end());
}

/** Loudness of samples within ±1 as a position on a meter, 0 (−60 dB or less) to 1 (full scale), linear in dB. */
export function levelOf(samples: Float32Array): number {
  if (samples.length === 0) return 0;
  const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;
  const decibel = 10 * Math.log10(power);
  return Math.min(1, Math.max(0, 1 - decibel / floorDb));
}
