import type { Clock } from "../../common/clock.ts";
import { Scope } from "../../common/scope.ts";

/** Breakout box (mediacapture-transform), absent from the compiler's DOM library. Works in hidden windows too. */
declare class MediaStreamTrackProcessor {
  constructor(init: { track: MediaStreamTrack });
  readonly readable: ReadableStream<VideoFrame>;
}
/** The older, window-side form of VideoTrackGenerator, which Chromium has in workers only. */
interface GeneratorTrack extends MediaStreamTrack {
  readonly writable: WritableStream<VideoFrame>;
}
declare const MediaStreamTrackGenerator: new (init: { kind: "video" }) => GeneratorTrack;

/** How often a still picture is sent: a viewer who comes, or who lost a packet, waits no longer for it. */
const repeatMs = 1_000;

/** The newest picture of a track, also of a screen on which nothing moves; null when the track ends before. */
export async function takePicture(track: MediaStreamTrack): Promise<ImageBitmap | null> {
  if (track.readyState !== "live") return null;
  // A clone, because a processor keeps its track: cancelling the reader does not give it back.
  const clone = track.clone();
  clone.enabled = true;
  const reader = new MediaStreamTrackProcessor({ track: clone }).readable.getReader();
  try {
    const { value: frame } = await reader.read();
    if (frame === undefined) return null;
    const picture = await createImageBitmap(frame);
    frame.close();
    return picture;
  } finally {
    clone.stop();
    await reader.cancel();
  }
}

/**
 * A track that shows one picture for ever. It takes the place of a paused screen: an empty sender would leave those who
 * come later without any picture, and a disabled track would send black. Stopping it frees the picture.
 */
export function stillTrack(picture: ImageBitmap, clock: Clock): MediaStreamTrack {
  const track = new MediaStreamTrackGenerator({ kind: "video" });
  const writer = track.writable.getWriter();
  const scope = new Scope();
  let stopRepeating = (): void => {};
  const show = (): void => {
    if (track.readyState === "ended") return scope.end();
    const frame = new VideoFrame(picture, { timestamp: clock.now() * 1_000 });
    // The stream closes with the track; the frame is the writer's from here on.
    writer.write(frame).catch(() => frame.close());
    stopRepeating = clock.after(repeatMs, show);
  };
  scope.add(() => picture.close());
  scope.add(() => stopRepeating());
  show();
  return track;
}
