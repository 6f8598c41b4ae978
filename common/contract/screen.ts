/** What a page may ask about screen sharing. */
import { z } from "zod";
import { CallId, SourceId } from "../ids.ts";
import { ShareMode } from "./media.ts";

const nothing = z.null();

export const ScreenSource = z.object({
  id: SourceId,
  kind: z.enum(["screen", "window"]),
  title: z.string().max(512),
  /** PNG or JPEG as a data address; null when the system gives none. */
  thumbnail: z.string().startsWith("data:image/").max(1_000_000).nullable(),
});
export type ScreenSource = z.infer<typeof ScreenSource>;

/** What this client shares into a call. */
export const ShareState = z.object({
  call: CallId,
  source: ScreenSource.omit({ thumbnail: true }),
  mode: ShareMode,
  sound: z.boolean(),
  phase: z.enum(["starting", "live", "paused"]),
  /** Of the captured picture; null while starting. */
  size: z.object({ width: z.int(), height: z.int() }).nullable(),
});
export type ShareState = z.infer<typeof ShareState>;

export const screenRequests = {
  /** Asked for by the user's own gesture only: nothing is listed before. */
  "screen.sources": {
    input: nothing,
    output: z.object({ sources: z.array(ScreenSource).max(200), canShareSound: z.boolean() }),
  },
  /** While sharing into the same call: switches the source. */
  "screen.share": {
    input: z.object({ call: CallId, source: SourceId, mode: ShareMode, sound: z.boolean() }),
    output: nothing,
  },
  /** Arms one capture of this source for a preview in the page; nothing leaves the machine. */
  "screen.preview": { input: z.object({ source: SourceId }), output: nothing },
  "screen.mode": { input: z.object({ mode: ShareMode }), output: nothing },
  "screen.pause": { input: z.object({ paused: z.boolean() }), output: nothing },
  "screen.stop": { input: nothing, output: nothing },
} as const;
