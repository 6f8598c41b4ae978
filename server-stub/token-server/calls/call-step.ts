/*
 * A call         placing ── rung ─▶ live ── the last but one leaves and nobody rings ─▶ ended
 * A room         live (asleep without members) ── closed ─▶ ended
 * A member       ringing ── accepted, line answered ─▶ joined ── hung up, lost, removed, transferred ─▶ gone
 *                ringing ── declined, not coming, no answer in time ─▶ gone
 */
import { unreachable } from "../../../common/result.ts";
import type { ServerEvent } from "../../../common/wire/token-server.ts";
import { announce, endForAll, leave, tell } from "./call-exit.ts";
import { serviceCall } from "./call-view.ts";
import { clientOf, joined, type JoinedMember, type RingingMember } from "./member.ts";
import {
  joinedMembers,
  replaced,
  ringingMembers,
  unchanged,
  type CallEffect,
  type CallEvent,
  type LiveCall,
  type Step,
  type TrackedCall,
} from "./tracked-call.ts";

type EventOf<T extends CallEvent["type"]> = Extract<CallEvent, { type: T }>;

/** The only way a call changes. What makes no sense in its phase changes nothing: the same call, no effects. Pure. */
export function step(call: TrackedCall, event: CallEvent): Step {
  if (!isLive(call)) return unchanged(call);
  switch (event.type) {
    case "session.opened":
      return { call: { ...call, sessionId: event.sessionId }, effects: [] };
    case "platform.failed":
      return endForAll(call, "lost");
    case "ended-for-all":
      return endForAll(call, "ended-for-all");
    case "server.closed": {
      const { call: ended, effects } = endForAll(call, "lost");
      return { call: ended, effects: effects.filter(({ type }) => type !== "tell") };
    }
    case "rung":
      return rung(call);
    case "added": {
      const grown: LiveCall = { ...call, members: [...call.members, event.member] };
      return { call: grown, effects: [...ring(grown, event.member), ...announce(grown)] };
    }
    case "entered":
      return { call: { ...call, members: [...call.members, event.member] }, effects: [{ type: "arrange" }] };
    default:
      return stepMember(call, event);
  }
}

const isLive = (call: TrackedCall): call is LiveCall => call.phase !== "ended";

type MemberEvent = Exclude<
  CallEvent,
  EventOf<
    "session.opened" | "platform.failed" | "ended-for-all" | "server.closed" | "rung" | "added" | "entered"
  >
>;

function stepMember(call: LiveCall, event: MemberEvent): Step {
  const member = call.members.find(({ id }) => id === event.member);
  if (member === undefined) return unchanged(call);
  if (member.state === "ringing") return stepRinging(call, member, event);
  return stepJoined(call, member, event);
}

function stepRinging(call: LiveCall, member: RingingMember, event: MemberEvent): Step {
  switch (event.type) {
    case "ringing":
      if (member.confirmed) return unchanged(call);
      return {
        call: replaced(call, { ...member, confirmed: true }),
        effects: tellBringer(call, member, "call.ringing"),
      };
    case "accepted":
      return accepted(call, member, event);
    case "line.ready":
      return {
        call: replaced(call, { ...member, participantId: event.participantId }),
        effects: [{ type: "arrange" }],
      };
    case "declined":
      return leave(call, member, {
        outcome: "declined",
        asked: { at: event.at, elsewhere: "declined-elsewhere" },
        others: "declined",
      });
    case "not-coming":
      return leave(call, member, { outcome: event.outcome, others: event.outcome });
    case "time-out": {
      const outcome = member.quiet ? "lost" : "no-answer";
      return leave(call, member, { outcome, others: outcome });
    }
    case "removed":
      return leave(call, member, { outcome: "cancelled", others: "cancelled" });
    case "seated":
      return unchanged(call);
    case "hung-up":
    case "lost":
      // Of a phone's leg, before the phone has answered.
      return member.party.kind === "phone"
        ? leave(call, member, { outcome: "lost", others: "lost" })
        : unchanged(call);
    case "transferred":
    case "reseated":
    case "held":
    case "muted":
      return unchanged(call);
    default:
      return unreachable(event);
  }
}

function stepJoined(call: LiveCall, member: JoinedMember, event: MemberEvent): Step {
  switch (event.type) {
    case "line.ready": {
      if (member.seat.kind !== "line") return unchanged(call);
      const seat = { ...member.seat, participantId: event.participantId };
      return { call: replaced(call, { ...member, seat }), effects: [{ type: "arrange" }] };
    }
    case "seated":
      return seated(call, member);
    case "reseated": {
      if (member.seat.kind !== "client") return unchanged(call);
      const moved = replaced(call, { ...member, seat: event.seat });
      return changed(moved, { type: "seat.free", seat: member.seat }, { type: "arrange" });
    }
    case "hung-up":
      return leave(call, member, {
        outcome: call.answered || call.room !== null ? "hung-up" : "cancelled",
        asked: { at: clientOf(member), elsewhere: null },
        others: "hung-up",
      });
    case "lost":
      return leave(call, member, { outcome: "lost", others: "lost" });
    case "removed":
      return leave(call, member, { outcome: "removed", others: "hung-up" });
    case "transferred":
      return leave(givenAway(call, member), member, { outcome: "transferred", others: "hung-up" });
    case "held":
      if (member.holding === event.held || !(call.answered || call.room !== null)) return unchanged(call);
      return changed(replaced(call, { ...member, holding: event.held }), { type: "arrange" });
    case "muted":
      if (member.muted === event.muted) return unchanged(call);
      return changed(replaced(call, { ...member, muted: event.muted }));
    default:
      return unchanged(call);
  }
}

/** Whom the leaver talked to learns who gave it away. */
function givenAway(call: LiveCall, { id, party }: JoinedMember): LiveCall {
  const [stays, ...more] = joinedMembers(call).filter((one) => one.id !== id);
  if (stays === undefined || more.length > 0 || party.kind === "phone") return call;
  return replaced(call, { ...stays, transferredBy: party.name });
}

const changed = (call: LiveCall, ...effects: CallEffect[]): Step => ({
  call,
  effects: [...effects, ...announce(call)],
});

function rung(call: LiveCall): Step {
  if (call.phase !== "placing") return unchanged(call);
  const live: LiveCall = { ...call, phase: "live" };
  return { call: live, effects: ringingMembers(live).flatMap((member) => ring(live, member)) };
}

function ring(call: LiveCall, member: RingingMember): CallEffect[] {
  const wait = member.quiet ? "rejoin" : "ring";
  const timer: CallEffect = { type: "timer.start", member: member.id, wait };
  if (member.quiet) return [timer];
  if (member.party.kind === "person") {
    const incoming: ServerEvent = { type: "call.incoming", call: serviceCall(call, member) };
    return [timer, tell({ person: member.party.id, except: null }, incoming)];
  }
  const { number } = member.party;
  return number === null ? [timer] : [timer, { type: "line.dial", member, number }];
}

/** The answer is final here and now; that the participant still has to join cannot let a second accept win. */
function accepted(call: LiveCall, member: RingingMember, { seat, at }: EventOf<"accepted">): Step {
  const now = joined(member, seat, at);
  const grown = replaced({ ...call, answered: true }, now);
  const elsewhere: CallEffect[] =
    member.party.kind === "person" && !member.quiet
      ? [
          tell(
            { person: member.party.id, except: clientOf(now) },
            { type: "call.ended", callId: member.callId, outcome: "answered-elsewhere" },
          ),
        ]
      : [];
  const waiting = joinedMembers(call).filter(
    (one) => one.seat.kind === "line" && one.seat.participantId === null,
  );
  const effects: CallEffect[] = [
    { type: "timer.stop", member: member.id },
    ...elsewhere,
    ...waiting.map((one) => ({ type: "line.connect" as const, member: one.id })),
    { type: "arrange" },
  ];
  // A phone's leg may stand already, and then nothing else will report it as seated.
  if (!now.inSession) return { call: grown, effects };
  const told = [...tellBringer(grown, now, "call.answered"), ...announce(grown)];
  return { call: grown, effects: [...effects, ...told] };
}

function seated(call: LiveCall, member: JoinedMember): Step {
  if (member.inSession) return unchanged(call);
  const settled = replaced(call, { ...member, inSession: true });
  const answered = member.rung ? tellBringer(call, member, "call.answered") : [];
  return { call: settled, effects: [...answered, ...announce(settled)] };
}

function tellBringer(
  call: LiveCall,
  { broughtBy }: RingingMember | JoinedMember,
  type: "call.ringing" | "call.answered",
): CallEffect[] {
  const bringer = call.members.find(({ id }) => id === broughtBy);
  const client = bringer && clientOf(bringer);
  return bringer && client ? [tell({ client }, { type, callId: bringer.callId })] : [];
}
