import type { AudioSettings } from "../../common/contract/media.ts";
import type { CallError } from "../../common/errors.ts";
import { err, ok, type Result } from "../../common/result.ts";
import type { CaptureDevices } from "./ports.ts";

export type MicrophoneError = Extract<
  CallError,
  { code: "microphone-denied" | "microphone-missing" | "microphone-busy" }
>;

/**
 * Opens the chosen microphone, or the system's when the chosen one is absent. May ask the user for permission. The
 * stream has one audio track and belongs to the caller.
 */
export async function openMicrophone(
  devices: Pick<CaptureDevices, "getUserMedia">,
  settings: AudioSettings,
): Promise<Result<MediaStream, MicrophoneError>> {
  const chosen = await capture(devices, settings, settings.microphoneId);
  const absent = !chosen.ok && chosen.error.code === "microphone-missing" && settings.microphoneId !== null;
  return absent ? capture(devices, settings, null) : chosen;
}

async function capture(
  devices: Pick<CaptureDevices, "getUserMedia">,
  { echoCancellation, noiseSuppression, autoGainControl }: AudioSettings,
  microphoneId: string | null,
): Promise<Result<MediaStream, MicrophoneError>> {
  const audio = {
    echoCancellation,
    noiseSuppression,
    autoGainControl,
    // `ideal` would silently take any other microphone; we want to know, and to fall back to the system's.
    ...(microphoneId === null ? {} : { deviceId: { exact: microphoneId } }),
  };
  try {
    return ok(await devices.getUserMedia({ audio }));
  } catch (cause) {
    const error = microphoneError(cause);
    if (error === null) throw cause;
    return err(error);
  }
}

/** What getUserMedia rejects with (Media Capture and Streams §10.3); null for what it never should. */
function microphoneError(cause: unknown): MicrophoneError | null {
  // OverconstrainedError is not a DOMException in every version of the specification; the name is what counts.
  const name = typeof cause === "object" && cause !== null && "name" in cause ? cause.name : null;
  switch (name) {
    case "NotAllowedError":
    case "SecurityError":
      return { code: "microphone-denied" };
    case "NotFoundError":
    case "OverconstrainedError":
      return { code: "microphone-missing" };
    case "NotReadableError":
    case "AbortError":
      return { code: "microphone-busy" };
    default:
      return null;
  }
}
