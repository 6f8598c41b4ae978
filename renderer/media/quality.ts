import type { Clock } from "../../common/clock.ts";
import type { MediaReport } from "../../common/contract/media.ts";
import type { Dispose } from "../../common/scope.ts";
import { every } from "./every.ts";
import { type StatsEntries, type StatsEntry, statsEntries } from "./stats.ts";

export type Quality = Omit<Extract<MediaReport, { type: "quality" }>, "type">;
type Level = Quality["level"];

export const qualityPeriodMs = 2_000;
/** So many samples in a row have to say the same: worse is told soon, better only when it lasts. */
const turns = { worse: 2, better: 4 } as const;

/** From what on a conversation suffers; ITU-T G.114 for delay, and what Opus can still conceal for loss. */
const limits = {
  fair: { loss: 0.02, jitterMs: 30, rttMs: 300 },
  poor: { loss: 0.08, jitterMs: 80, rttMs: 600 },
} as const;

interface QualityOptions {
  readonly pc: Pick<RTCPeerConnection, "getStats">;
  readonly clock: Clock;
  readonly onQuality: (quality: Quality) => void;
}

/** Measures the received audio every two seconds, as long as any arrives. */
export function watchQuality({ pc, clock, onQuality }: QualityOptions): Dispose {
  let before: Totals | null = null;
  let shown: Level = "good";
  let streak: Level[] = [];
  let stopped = false;

  const settle = (measured: Level): Level => {
    streak = streak.at(-1) === measured ? [...streak, measured] : [measured];
    const needed = rank[measured] > rank[shown] ? turns.worse : turns.better;
    if (streak.length >= needed) shown = measured;
    return shown;
  };

  const stop = every(clock, qualityPeriodMs, async () => {
    const entries = statsEntries(await pc.getStats());
    if (stopped) return;
    const now = totalsOf(entries);
    const last = before;
    before = now;
    if (last === null || now.received <= last.received) return;
    const lost = Math.max(0, now.lost - last.lost);
    const loss = lost / (lost + now.received - last.received);
    const measured = { loss, jitterMs: now.jitterMs, rttMs: rttOf(entries) };
    onQuality({ level: settle(levelOf(measured)), ...measured });
  });
  return () => {
    stopped = true;
    stop();
  };
}

/** One sample alone, without memory. */
export function levelOf({ loss, jitterMs, rttMs }: Omit<Quality, "level">): Level {
  const beyond = (limit: { loss: number; jitterMs: number; rttMs: number }): boolean =>
    loss > limit.loss || jitterMs > limit.jitterMs || (rttMs ?? 0) > limit.rttMs;
  if (beyond(limits.poor)) return "poor";
  return beyond(limits.fair) ? "fair" : "good";
}

const rank: Record<Level, number> = { good: 0, fair: 1, poor: 2 };

interface Totals {
  readonly received: number;
  readonly lost: number;
  /** Of the worst stream. */
  readonly jitterMs: number;
}

function totalsOf(entries: StatsEntries): Totals {
  const audio = entries.filter(({ type, kind }) => type === "inbound-rtp" && kind === "audio");
  const sum = (field: (entry: StatsEntry) => number | undefined): number =>
    audio.reduce((total, entry) => total + (field(entry) ?? 0), 0);
  return {
    received: sum(({ packetsReceived }) => packetsReceived),
    lost: sum(({ packetsLost }) => packetsLost),
    jitterMs: Math.max(0, ...audio.map(({ jitter = 0 }) => jitter * 1_000)),
  };
}

/** Of the path in use. */
function rttOf(entries: StatsEntries): number | null {
  const pair = entries.find(({ type, nominated }) => type === "candidate-pair" && nominated === true);
  return pair?.currentRoundTripTime === undefined ? null : pair.currentRoundTripTime * 1_000;
}
