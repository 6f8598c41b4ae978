import type { AudioSettings } from "../../common/contract/media.ts";
import { openMicrophone, type MicrophoneError } from "./capture.ts";
import { DeviceCapture, type DeviceCaptureOptions, type DeviceKind } from "./device-capture.ts";

export type Microphone = DeviceCapture<AudioSettings, MicrophoneError>;

/** One microphone for one call. */
export const newMicrophone = (options: DeviceCaptureOptions<AudioSettings>): Microphone =>
  new DeviceCapture(microphone, options);

const captureKeys = ["microphoneId", "echoCancellation", "noiseSuppression", "autoGainControl"] as const;

const microphone: DeviceKind<AudioSettings, MicrophoneError> = {
  kind: "audioinput",
  open: openMicrophone,
  chosen: ({ microphoneId }) => microphoneId,
  differs: (before, after) => captureKeys.some((key) => before[key] !== after[key]),
  unwanted: { code: "microphone-missing" },
};
