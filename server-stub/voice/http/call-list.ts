import type { VoiceCall } from "../calls/voice-call.ts";
import type { ListQuery } from "./request-bodies.ts";

const ordinaryPage = 1_000;

export interface Page {
  readonly calls: readonly VoiceCall[];
  /** For the next page; absent when this one was the last. */
  readonly nextToken?: string;
}

/** The page of `all` (newest first) that was asked for. A page token is the id of the last call before that page. */
export function listCalls(all: readonly VoiceCall[], query: ListQuery): Page {
  const fitting = all.filter((call) => fits(call, query));
  const before = query.pageToken === undefined ? -1 : fitting.findIndex(({ id }) => id === query.pageToken);
  const size = query.pageSize ?? ordinaryPage;
  const calls = fitting.slice(before + 1, before + 1 + size);
  const last = calls.at(-1);
  return last !== undefined && fitting.at(-1) !== last ? { calls, nextToken: last.id } : { calls };
}

function fits({ facts, times, state }: VoiceCall, query: ListQuery): boolean {
  const { to, from, minStartTime, maxStartTime, disconnectCause } = query;
  if (to !== undefined && facts.to !== to) return false;
  if (from !== undefined && facts.from !== from) return false;
  if (minStartTime !== undefined && times.startedAt < minStartTime) return false;
  if (maxStartTime !== undefined && times.startedAt > maxStartTime) return false;
  if (disconnectCause === undefined) return true;
  return state.phase === "disconnected" && state.cause === disconnectCause;
}
