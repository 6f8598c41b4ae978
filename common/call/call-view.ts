import type { Call, CallIn, LiveCall } from "./call.ts";

export const isLive = (call: Call): call is LiveCall => call.phase !== "ended";

/** A call that rings here and waits for the user. */
export const isIncoming = (call: Call): call is CallIn<"ringing"> & { direction: "inbound" } =>
  call.phase === "ringing" && call.direction === "inbound";

/** The one call that holds the microphone or is about to: live, not on hold, and not merely ringing here. */
export const activeCall = (calls: readonly Call[]): LiveCall | undefined =>
  calls.filter(isLive).find((call) => !call.held && !isIncoming(call));

/** Talking time in ms: from the first audio to the end or to `now`; null before there was any. */
export function talkingMs(call: Call, now: number): number | null {
  if (!("connectedAt" in call) || call.connectedAt === null) return null;
  return Math.max(0, (call.phase === "ended" ? call.endedAt : now) - call.connectedAt);
}

/** Rang here, and neither we nor another device of ours took it. */
export function isMissed(call: Pick<CallIn<"ended">, "direction" | "connectedAt" | "reason">): boolean {
  if (call.direction === "outbound" || call.connectedAt !== null) return false;
  return call.reason.code === "no-answer" || (call.reason.code === "cancelled" && call.reason.by === "them");
}

/** Whether the other end should be heard now: not on hold, and not while we are alone in a room. */
export function expectsAudio({ held, heldByThem, remote, members }: LiveCall): boolean {
  if (held || heldByThem) return false;
  return remote.kind !== "room" || members.filter((member) => member.state === "joined").length > 1;
}
