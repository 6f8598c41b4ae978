import type { VideoSettings } from "../../common/contract/media.ts";
import type { CallError } from "../../common/errors.ts";
import { ok, type Result } from "../../common/result.ts";
import type { Dispose } from "../../common/scope.ts";
import { openCamera } from "./capture.ts";
import type { CaptureDevices } from "./ports.ts";
import { captureScreen } from "./screen-capture.ts";

/** A picture for the user alone; nothing of it leaves the machine. */
export interface Preview {
  readonly media: MediaStream;
  readonly close: Dispose;
}

export async function previewCamera(
  devices: Pick<CaptureDevices, "getUserMedia">,
  settings: VideoSettings,
): Promise<Result<Preview, CallError>> {
  const opened = await openCamera(devices, settings);
  if (!opened.ok) return opened;
  const media = opened.value;
  return ok({ media, close: () => media.getTracks().forEach((track) => track.stop()) });
}

export async function previewScreen(
  devices: Pick<CaptureDevices, "getDisplayMedia">,
): Promise<Result<Preview, CallError>> {
  const captured = await captureScreen(devices, { mode: "text", sound: false });
  if (!captured.ok) return captured;
  const { stream, picture } = captured.value;
  return ok({ media: stream, close: () => picture.stop() });
}
