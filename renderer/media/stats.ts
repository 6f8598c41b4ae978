/** Entries of getStats are untyped in the DOM library; these are the fields of webrtc-stats that we read. */
export interface StatsEntry {
  readonly type: string;
  readonly kind?: string;
  /** Of the receiver's or the capture's track (§8.3, §8.6). */
  readonly trackIdentifier?: string;
  /** Linear, 0 to 1. */
  readonly audioLevel?: number;
  readonly packetsReceived?: number;
  readonly packetsLost?: number;
  /** In seconds. */
  readonly jitter?: number;
  readonly nominated?: boolean;
  /** In seconds. */
  readonly currentRoundTripTime?: number;
}
export type StatsEntries = readonly StatsEntry[];

/** The entries of a report as values. */
export function statsEntries(report: RTCStatsReport): StatsEntries {
  const entries: StatsEntry[] = [];
  for (const entry of report.values() as Iterable<unknown>) if (isEntry(entry)) entries.push(entry);
  return entries;
}

function isEntry(entry: unknown): entry is StatsEntry {
  return typeof entry === "object" && entry !== null && "type" in entry && typeof entry.type === "string";
}
