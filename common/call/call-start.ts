/** The three ways in which a call begins. */
import type { CallId } from "../ids.ts";
import type { LiveCall, Remote, RemoteOf } from "./call.ts";
import { noAnswerMs, type Step } from "./call-events.ts";

const fresh = {
  muted: false,
  held: false,
  heldByThem: false,
  camera: "off",
  members: [],
  calledNumber: null,
  transferredBy: null,
} satisfies Partial<LiveCall>;

/** What an incoming call knows beyond who calls. */
export type IncomingFacts = Pick<LiveCall, "calledNumber" | "transferredBy" | "members">;

const factsOf = ({
  calledNumber = null,
  transferredBy = null,
  members = [],
}: Partial<IncomingFacts>): IncomingFacts => ({
  calledNumber,
  transferredBy,
  members,
});

/** Starts a call the user placed. A phone line reports no ringing, so its ringback starts with the request. */
export function placeCall(id: CallId, remote: Exclude<Remote, RemoteOf<"room">>, at: number): Step {
  return {
    call: { phase: "trying", id, remote, direction: "outbound", startedAt: at, ...fresh },
    effects: [
      { type: "media.open" },
      { type: "backend.place" },
      ...(remote.kind === "phone" ? [{ type: "ring.start", tone: "ringback" } as const] : []),
      { type: "timer.start", timer: "no-answer", ms: noAnswerMs.outbound },
    ],
  };
}

/** Starts the call by which the user enters a room: nobody has to answer it. */
export function joinRoom(id: CallId, room: RemoteOf<"room">, at: number): Step {
  return {
    call: { phase: "trying", id, remote: room, direction: "outbound", startedAt: at, ...fresh },
    effects: [{ type: "media.open" }, { type: "backend.join" }],
  };
}

/** Starts a call that rings here. */
export function receiveCall(
  id: CallId,
  remote: Remote,
  at: number,
  facts: Partial<IncomingFacts> = {},
): Step {
  return {
    call: { phase: "ringing", id, remote, direction: "inbound", startedAt: at, ...fresh, ...factsOf(facts) },
    effects: [
      { type: "backend.confirm-ringing" },
      { type: "media.prepare" },
      { type: "ring.start", tone: "ringtone" },
      { type: "notify.incoming" },
      { type: "timer.start", timer: "no-answer", ms: noAnswerMs.inbound },
    ],
  };
}
