import type { Clock } from "../../common/clock.ts";
import type { Dispose } from "../../common/scope.ts";
import { every } from "./every.ts";
import type { StatsEntries } from "./stats.ts";

export const speakingPeriodMs = 250;
/** Linear audio level; a room's noise stays below, a voice at the far end of a table is above. */
export const speakingLevel = 0.015;
/** Pauses between words are no silence. */
export const speakingHoldMs = 1_000;

interface SpeakingOptions {
  readonly clock: Clock;
  /** Levels of received audio, or of what the microphone captures. */
  readonly stats: () => Promise<StatsEntries>;
  /** The ids of tracks on which somebody talks; only when they change. */
  readonly onChange: (trackIds: ReadonlySet<string>) => void;
}

/** Tells who talks, by the levels that getStats has anyway: nothing is decoded a second time for it. */
export function watchSpeaking({ clock, stats, onChange }: SpeakingOptions): Dispose {
  const lastHeardAt = new Map<string, number>();
  let told: ReadonlySet<string> = new Set();
  let stopped = false;
  const stop = every(clock, speakingPeriodMs, async () => {
    const entries = await stats();
    if (stopped) return;
    const now = clock.now();
    for (const { type, kind, trackIdentifier, audioLevel = 0 } of entries) {
      const measured = (type === "inbound-rtp" || type === "media-source") && kind === "audio";
      if (measured && trackIdentifier !== undefined && audioLevel >= speakingLevel)
        lastHeardAt.set(trackIdentifier, now);
    }
    for (const [id, at] of lastHeardAt) if (now - at >= speakingHoldMs) lastHeardAt.delete(id);
    const talking = new Set(lastHeardAt.keys());
    if (talking.size === told.size && [...talking].every((id) => told.has(id))) return;
    told = talking;
    onChange(talking);
  });
  return () => {
    stopped = true;
    stop();
  };
}
