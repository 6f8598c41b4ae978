/*
 * placing ── platform.ready ─▶ ringing ── accepted ─▶ answered(joined: false) ── joined ─▶ answered(joined: true)
 * placing, ringing ── hung-up by the caller, declined, no-answer, left, platform.failed ─▶ ended
 * answered ── hung-up by either, lost, platform.failed ─▶ ended
 */
import { type CallId, type MediaAccessId, MemberId } from "../../common/ids.ts";
import { unreachable } from "../../common/result.ts";
import type { CallMember, CallOutcome, PersonParty, ServiceCall } from "../../common/wire/calls.ts";
import type { ServerEvent } from "../../common/wire/token-server.ts";
import type { ClientKey, PersonRef } from "./client.ts";
import type { Audience } from "./event-streams.ts";

/** One side of a call: a person, at the client that placed or accepted it. */
export interface Party {
  readonly person: PersonRef;
  readonly client: ClientKey;
  readonly access: MediaAccessId;
}

export type Side = "caller" | "callee";

interface CallFacts {
  readonly id: CallId;
  readonly caller: Party;
  readonly callee: PersonRef;
  /** Ms since the epoch. */
  readonly placedAt: number;
}

/** joined: the callee's participant is a member of the session too. */
export type TrackedCall =
  | (CallFacts & { readonly phase: "placing" })
  | (CallFacts & { readonly phase: "ringing"; readonly sessionId: string; readonly confirmed: boolean })
  | (CallFacts & {
      readonly phase: "answered";
      readonly sessionId: string;
      readonly answerer: Party;
      readonly joined: boolean;
    })
  | (CallFacts & {
      readonly phase: "ended";
      readonly outcome: CallOutcome;
      readonly answerer: Party | null;
      readonly declinedAt: ClientKey | null;
    });

export type CallIn<P extends TrackedCall["phase"]> = Extract<TrackedCall, { phase: P }>;

/** What happened. Past facts. */
export type CallEvent =
  | { readonly type: "platform.ready"; readonly sessionId: string }
  | { readonly type: "platform.failed" }
  | { readonly type: "ringing" }
  | { readonly type: "accepted"; readonly by: Party }
  | { readonly type: "joined" }
  | { readonly type: "declined"; readonly at: ClientKey }
  | { readonly type: "hung-up"; readonly by: Side }
  | { readonly type: "no-answer" }
  /** The last event stream of a side closed and did not come back in time. */
  | { readonly type: "left"; readonly side: Side }
  /** The last device of a side's participant is gone. */
  | { readonly type: "lost" };

/** What has to be done because of a step, in this order. release: delete the call's things at the platform. */
export type CallEffect =
  | { readonly type: "tell"; readonly to: Audience; readonly event: ServerEvent }
  | { readonly type: "timer.start" }
  | { readonly type: "timer.stop" }
  | { readonly type: "release"; readonly sessionId: string | null };

export interface Step {
  readonly call: TrackedCall;
  readonly effects: readonly CallEffect[];
}

export function placeCall(facts: CallFacts): CallIn<"placing"> {
  return { ...facts, phase: "placing" };
}

/** The only way a call changes. What makes no sense in a phase changes nothing: the same call, no effects. Pure. */
export function step(call: TrackedCall, event: CallEvent): Step {
  switch (call.phase) {
    case "placing":
      return whilePlacing(call, event);
    case "ringing":
      return whileRinging(call, event);
    case "answered":
      return whileAnswered(call, event);
    case "ended":
      return unchanged(call);
    default:
      return unreachable(call);
  }
}

/** Nobody but the caller knows of the call yet, and the caller's own request is still waiting for its answer. */
function whilePlacing(call: CallIn<"placing">, event: CallEvent): Step {
  switch (event.type) {
    case "platform.ready": {
      const ringing: CallIn<"ringing"> = {
        ...call,
        phase: "ringing",
        sessionId: event.sessionId,
        confirmed: false,
      };
      const incoming: ServerEvent = { type: "call.incoming", call: serviceCall(ringing) };
      return {
        call: ringing,
        effects: [{ type: "timer.start" }, { type: "tell", to: toCallee(call), event: incoming }],
      };
    }
    case "platform.failed":
      return ended(call, "lost", []);
    case "hung-up":
    case "left":
      return (event.type === "hung-up" ? event.by : event.side) === "caller"
        ? ended(call, "cancelled", [])
        : unchanged(call);
    default:
      return unchanged(call);
  }
}

function whileRinging(call: CallIn<"ringing">, event: CallEvent): Step {
  switch (event.type) {
    case "ringing":
      if (call.confirmed) return unchanged(call);
      return {
        call: { ...call, confirmed: true },
        effects: [tell(toCaller(call), { type: "call.ringing", callId: call.id })],
      };
    case "accepted":
      return accepted(call, event.by);
    case "declined":
      return {
        ...ended(call, "declined", [
          { to: toCaller(call), outcome: "declined" },
          { to: toCallee(call, event.at), outcome: "declined-elsewhere" },
        ]),
        call: { ...endedCall(call, "declined"), declinedAt: event.at },
      };
    case "hung-up":
      return event.by === "caller" ? cancelled(call) : unchanged(call);
    case "left":
      return event.side === "caller" ? cancelled(call) : endedForBoth(call, "offline");
    case "no-answer":
      return endedForBoth(call, "no-answer");
    case "platform.failed":
      return endedForBoth(call, "lost");
    case "platform.ready":
    case "joined":
    case "lost":
      return unchanged(call);
    default:
      return unreachable(event);
  }
}

function whileAnswered(call: CallIn<"answered">, event: CallEvent): Step {
  switch (event.type) {
    case "joined":
      if (call.joined) return unchanged(call);
      return {
        call: { ...call, joined: true },
        effects: [tell(toCaller(call), { type: "call.answered", callId: call.id })],
      };
    case "hung-up": {
      const other = event.by === "caller" ? { client: call.answerer.client } : toCaller(call);
      return ended(call, "hung-up", [{ to: other, outcome: "hung-up" }]);
    }
    case "lost":
    case "platform.failed":
      // The side that was lost is told too: its event stream may have outlived its media.
      return ended(call, "lost", [
        { to: toCaller(call), outcome: "lost" },
        { to: { client: call.answerer.client }, outcome: "lost" },
      ]);
    default:
      return unchanged(call);
  }
}

/** The answer is final here and now; that the participant still has to join cannot let a second accept win. */
function accepted(call: CallIn<"ringing">, by: Party): Step {
  const { confirmed: _confirmed, ...facts } = call;
  return {
    call: { ...facts, phase: "answered", answerer: by, joined: false },
    effects: [
      { type: "timer.stop" },
      tell(toCallee(call, by.client), {
        type: "call.ended",
        callId: call.id,
        outcome: "answered-elsewhere",
      }),
    ],
  };
}

function cancelled(call: CallIn<"ringing">): Step {
  return ended(call, "cancelled", [{ to: toCallee(call), outcome: "cancelled" }]);
}

function endedForBoth(call: CallIn<"ringing">, outcome: CallOutcome): Step {
  return ended(call, outcome, [
    { to: toCaller(call), outcome },
    { to: toCallee(call), outcome },
  ]);
}

type Live = Exclude<TrackedCall, { phase: "ended" }>;

function ended(
  call: Live,
  outcome: CallOutcome,
  told: readonly { to: Audience; outcome: CallOutcome }[],
): Step {
  const events = told.map((one) =>
    tell(one.to, { type: "call.ended", callId: call.id, outcome: one.outcome }),
  );
  const sessionId = call.phase === "placing" ? null : call.sessionId;
  return {
    call: endedCall(call, outcome),
    effects: [{ type: "timer.stop" }, ...events, { type: "release", sessionId }],
  };
}

function endedCall(call: Live, outcome: CallOutcome): CallIn<"ended"> {
  const { id, caller, callee, placedAt } = call;
  const answerer = call.phase === "answered" ? call.answerer : null;
  return { phase: "ended", id, caller, callee, placedAt, outcome, answerer, declinedAt: null };
}

/** How the call is over for this client; null when it is not. */
export function outcomeFor(call: TrackedCall, client: ClientKey): CallOutcome | null {
  if (call.phase !== "answered" && call.phase !== "ended") return null;
  const isCaller = client === call.caller.client;
  if (!isCaller && call.answerer && call.answerer.client !== client) return "answered-elsewhere";
  if (call.phase === "answered") return null;
  if (!isCaller && call.declinedAt !== null && call.declinedAt !== client) return "declined-elsewhere";
  return call.outcome;
}

/** What clients see of a call that rings or is answered. */
export function serviceCall(call: CallIn<"ringing"> | CallIn<"answered">): ServiceCall {
  const { id, phase, caller, callee, placedAt } = call;
  const member = (side: Side, person: PersonRef, joined: boolean): CallMember => ({
    id: MemberId.parse(side),
    party: personParty(person),
    state: joined ? "joined" : "ringing",
    holding: false,
    participantId: null,
  });
  return {
    id,
    state: phase,
    caller: personParty(caller.person),
    callee: personParty(callee),
    calledNumber: null,
    transferredBy: null,
    members: [member("caller", caller.person, true), member("callee", callee, phase === "answered")],
    placedAt,
  };
}

const personParty = ({ id, name }: PersonRef): PersonParty => ({ kind: "person", id, name });

const tell = (to: Audience, event: ServerEvent): CallEffect => ({ type: "tell", to, event });
const toCaller = (call: CallFacts): Audience => ({ client: call.caller.client });
const toCallee = (call: CallFacts, except: ClientKey | null = null): Audience => ({
  person: call.callee.id,
  except,
});
const unchanged = (call: TrackedCall): Step => ({ call, effects: [] });
