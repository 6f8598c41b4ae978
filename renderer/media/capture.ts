import type { AudioSettings, VideoSettings } from "../../common/contract/media.ts";
import type { CallError } from "../../common/errors.ts";
import { err, ok, type Result } from "../../common/result.ts";
import type { CaptureDevices } from "./ports.ts";

type ErrorOf<Device extends "microphone" | "camera"> = Extract<
  CallError,
  { code: `${Device}-${"denied" | "missing" | "busy"}` }
>;
export type MicrophoneError = ErrorOf<"microphone">;
export type CameraError = ErrorOf<"camera">;

type Opener = Pick<CaptureDevices, "getUserMedia">;

/**
 * Opens the chosen microphone, or the system's when the chosen one is absent. May ask the user for permission. The
 * stream has one audio track and belongs to the caller.
 */
export function openMicrophone(
  devices: Opener,
  { microphoneId, echoCancellation, noiseSuppression, autoGainControl }: AudioSettings,
): Promise<Result<MediaStream, MicrophoneError>> {
  const processing = { echoCancellation, noiseSuppression, autoGainControl };
  return openDevice(microphoneId, (device) =>
    capture(devices, { audio: { ...processing, ...device } }, microphoneErrors),
  );
}

/** The same for a camera; the stream has one video track. */
export function openCamera(
  devices: Opener,
  { cameraId }: VideoSettings,
): Promise<Result<MediaStream, CameraError>> {
  const picture = { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 30, max: 30 } };
  return openDevice(cameraId, (device) =>
    capture(devices, { video: { ...picture, ...device } }, cameraErrors),
  );
}

/** `ideal` would silently take any other device; we want to know, and to fall back to the system's. */
async function openDevice<E extends CallError>(
  id: string | null,
  open: (device: { deviceId?: { exact: string } }) => Promise<Result<MediaStream, E>>,
): Promise<Result<MediaStream, E>> {
  if (id === null) return open({});
  const chosen = await open({ deviceId: { exact: id } });
  const absent = !chosen.ok && chosen.error.code.endsWith("-missing");
  return absent ? open({}) : chosen;
}

async function capture<E>(
  devices: Opener,
  constraints: MediaStreamConstraints,
  errors: Record<Trouble, E>,
): Promise<Result<MediaStream, E>> {
  try {
    return ok(await devices.getUserMedia(constraints));
  } catch (cause) {
    const trouble = troubleOf(cause);
    if (trouble === null) throw cause;
    return err(errors[trouble]);
  }
}

export type Trouble = "denied" | "missing" | "busy";

const microphoneErrors: Record<Trouble, MicrophoneError> = {
  denied: { code: "microphone-denied" },
  missing: { code: "microphone-missing" },
  busy: { code: "microphone-busy" },
};
const cameraErrors: Record<Trouble, CameraError> = {
  denied: { code: "camera-denied" },
  missing: { code: "camera-missing" },
  busy: { code: "camera-busy" },
};

/** What a capture rejects with (Media Capture and Streams §10.3, Screen Capture §5.1); null for what it never should. */
export function troubleOf(cause: unknown): Trouble | null {
  // OverconstrainedError is not a DOMException in every version of the specification; the name is what counts.
  const name = typeof cause === "object" && cause !== null && "name" in cause ? cause.name : null;
  switch (name) {
    case "NotAllowedError":
    case "SecurityError":
      return "denied";
    case "NotFoundError":
    case "OverconstrainedError":
      return "missing";
    case "NotReadableError":
    case "AbortError":
      return "busy";
    default:
      return null;
  }
}
