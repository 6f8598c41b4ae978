/*
 * null ── started ─▶ starting ── live ─▶ live ⇄ paused
 *          starting, live, paused ── started (another source) ─▶ starting
 *          starting ── kept (the other source could not be captured) ─▶ as before
 *          any ── stopped, ended, failed, call over ─▶ null
 */
import type { ScreenSource, ShareState } from "../../common/contract/screen.ts";
import type { ShareMode } from "../../common/contract/media.ts";
import type { CallId } from "../../common/ids.ts";

export type ShareEvent =
  | {
      type: "started";
      call: CallId;
      source: Pick<ScreenSource, "id" | "kind" | "title">;
      mode: ShareMode;
      sound: boolean;
    }
  /** What is captured arrives; also after each switch of the source. */
  | { type: "live"; sourceId: string; width: number; height: number; sound: boolean }
  | { type: "paused"; paused: boolean }
  | { type: "mode"; mode: ShareMode }
  /** The switch to another source came to nothing: this is still what is shared. */
  | { type: "kept"; share: ShareState }
  | { type: "over" };

/** The only way a share changes. Pure. What makes no sense changes nothing: the very same state. */
export function step(share: ShareState | null, event: ShareEvent): ShareState | null {
  if (event.type === "started") {
    const { call, source, mode, sound } = event;
    return { call, source, mode, sound, phase: "starting", size: null };
  }
  if (share === null || event.type === "over") return null;
  switch (event.type) {
    case "kept":
      return event.share;
    case "live":
      // The report of a source that was switched away from comes late.
      if (event.sourceId !== share.source.id) return share;
      return {
        ...share,
        phase: share.phase === "paused" ? "paused" : "live",
        sound: event.sound,
        size: { width: event.width, height: event.height },
      };
    case "paused":
      if (share.phase === "starting" || event.paused === (share.phase === "paused")) return share;
      return { ...share, phase: event.paused ? "paused" : "live" };
    case "mode":
      return event.mode === share.mode ? share : { ...share, mode: event.mode };
  }
}
