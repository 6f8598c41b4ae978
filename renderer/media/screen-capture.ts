import type { ShareMode } from "../../common/contract/media.ts";
import type { CallError } from "../../common/errors.ts";
import { err, ok, type Result } from "../../common/result.ts";
import type { MediaPorts } from "./ports.ts";
import type { VideoSendPlan } from "./publishing-peer.ts";

export type ScreenError = Extract<CallError, { code: "screen-denied" | "screen-gone" | "screen-failed" }>;

/** How each mode is captured and sent. */
export const sharePlans: Readonly<Record<ShareMode, VideoSendPlan & { readonly contentHint: string }>> = {
  // A page of text is read, not watched: every pixel, a few times a second (mst-content-hint §3.2.3).
  text: {
    contentHint: "text",
    maxFramerate: 15,
    maxBitrate: 5_000_000,
    degradationPreference: "maintain-resolution",
  },
  motion: {
    contentHint: "motion",
    maxFramerate: 30,
    maxBitrate: 6_000_000,
    degradationPreference: "maintain-framerate",
  },
};

/** What getDisplayMedia gave us; whoever opened it stops both tracks. */
export interface ScreenCapture {
  readonly stream: MediaStream;
  readonly picture: MediaStreamTrack;
  /** The system's sound; null when it was not asked for or this system cannot give it. */
  readonly sound: MediaStreamTrack | null;
}

/** Captures what main has armed for this page. Needs the user's gesture, like every getDisplayMedia. */
export async function captureScreen(
  devices: Pick<MediaPorts["devices"], "getDisplayMedia">,
  { mode, sound }: { readonly mode: ShareMode; readonly sound: boolean },
): Promise<Result<ScreenCapture, ScreenError>> {
  try {
    const stream = await devices.getDisplayMedia({
      video: { frameRate: { max: sharePlans[mode].maxFramerate } },
      audio: sound,
    });
    const [picture] = stream.getVideoTracks();
    const [systemSound] = stream.getAudioTracks();
    if (picture === undefined) return err({ code: "screen-failed" });
    picture.contentHint = sharePlans[mode].contentHint;
    return ok({ stream, picture, sound: systemSound ?? null });
  } catch (cause) {
    const error = screenError(cause);
    if (error === null) throw cause;
    return err(error);
  }
}

/** Changes a running capture to another mode. */
export async function setCaptureMode(picture: MediaStreamTrack, mode: ShareMode): Promise<void> {
  picture.contentHint = sharePlans[mode].contentHint;
  // Ended meanwhile: there is nothing left to change.
  if (picture.readyState !== "live") return;
  await picture.applyConstraints({ frameRate: { max: sharePlans[mode].maxFramerate } });
}

/** What getDisplayMedia rejects with (Screen Capture §5.1); null for what it never should. */
function screenError(cause: unknown): ScreenError | null {
  if (!(cause instanceof DOMException)) return null;
  switch (cause.name) {
    case "NotAllowedError":
    case "SecurityError":
      return { code: "screen-denied" };
    case "NotFoundError":
    case "NotReadableError":
      return { code: "screen-gone" };
    // InvalidStateError: the user's gesture was too long ago.
    case "AbortError":
    case "InvalidStateError":
      return { code: "screen-failed" };
    default:
      return null;
  }
}
