/** What the call machine is told, and what it orders. */
import type { CallError } from "../errors.ts";
import type { CallMember } from "../wire/calls.ts";
import type { Call, EndReason, Remote } from "./call.ts";

/** What happened, and when (ms since the epoch). Past facts: who did it, never which link said so. */
export type CallEvent =
  | { type: "user.accepted"; at: number }
  | { type: "user.declined"; at: number }
  | { type: "user.hung-up"; at: number }
  | { type: "user.signed-out"; at: number }
  | { type: "user.muted"; at: number; muted: boolean }
  | { type: "user.held"; at: number; held: boolean }
  | { type: "user.camera"; at: number; on: boolean }
  | { type: "remote.ringing"; at: number }
  | { type: "remote.answered"; at: number }
  /** Members, their states or the other end are others now. */
  | { type: "remote.changed"; at: number; remote: Remote; members: CallMember[]; heldByThem: boolean }
  | { type: "remote.ended"; at: number; reason: EndReason }
  | { type: "service.refused"; at: number; reason: EndReason }
  /** We are in the room. */
  | { type: "service.joined"; at: number }
  | { type: "service.hold-refused"; at: number; held: boolean }
  /** It came back, from a restart, without this call. */
  | { type: "service.forgot"; at: number }
  /** It has given us our place again, for a fresh media access. */
  | { type: "service.rejoined"; at: number }
  /** It could not take the call up again, and may be able to later. */
  | { type: "service.rejoin-failed"; at: number }
  /** Remote audio arrives. */
  | { type: "media.flowing"; at: number }
  /** It stopped. */
  | { type: "media.interrupted"; at: number }
  /** Our microphone is published and its transport stands. */
  | { type: "media.published"; at: number }
  /** The page or the link is another one and has to publish anew. */
  | { type: "media.relinked"; at: number }
  /** The gateway does not let us in any more with this media access. */
  | { type: "media.shut-out"; at: number; error: CallError }
  | { type: "media.camera"; at: number; on: boolean }
  | { type: "media.failed"; at: number; error: CallError }
  | { type: "timer.elapsed"; at: number; timer: TimerName };
export type CallEventType = CallEvent["type"];

/**
 * no-answer: it rang too long. connect: answered, but no media. reconnect: media was lost and did not come back.
 * rejoin: time to ask again to be taken back.
 */
export type TimerName = "no-answer" | "connect" | "reconnect" | "rejoin";

/** What main has to do because of a step. Orders, carried out in this order. */
export type CallEffect =
  | { type: "backend.place" }
  | { type: "backend.join" }
  | { type: "backend.confirm-ringing" }
  | { type: "backend.accept" }
  | { type: "backend.decline" }
  | { type: "backend.hang-up" }
  | { type: "backend.hold"; held: boolean }
  /** Tell the room what others should see of us. */
  | { type: "backend.show-muted"; muted: boolean }
  /** Ask for our place again, with a fresh media access. */
  | { type: "backend.rejoin" }
  /** Connect signaling and the publishing peer connection, microphone still closed. */
  | { type: "media.prepare" }
  /** Open the microphone and publish it (prepares first if need be). */
  | { type: "media.open" }
  | { type: "media.mute"; muted: boolean }
  | { type: "media.hold"; held: boolean }
  | { type: "media.camera"; on: boolean }
  /** Remote audio has to come again, soon: if none does, say so. */
  | { type: "media.expect" }
  /** Go on with the fresh media access, over a new link. */
  | { type: "media.relink" }
  | { type: "media.close" }
  | { type: "ring.start"; tone: "ringtone" | "ringback" }
  | { type: "ring.stop" }
  | { type: "notify.incoming" }
  | { type: "notify.withdraw" }
  | { type: "timer.start"; timer: TimerName; ms: number }
  | { type: "timer.stop"; timer: TimerName };

export interface Step {
  readonly call: Call;
  readonly effects: readonly CallEffect[];
}

/** The caller's clock runs a little longer than the service's, so that the service's word normally comes first. */
export const noAnswerMs = { outbound: 50_000, inbound: 60_000 } as const;
export const connectTimeoutMs = 15_000;
export const reconnectTimeoutMs = 30_000;
export const rejoinEveryMs = 2_000;
