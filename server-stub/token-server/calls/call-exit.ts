/** How members leave a call, and when it ends for the others because of it. */
import type { CallOutcome } from "../../../common/wire/calls.ts";
import type { ClientKey } from "../client.ts";
import type { Audience } from "../event-streams.ts";
import { roomView, serviceCall } from "./call-view.ts";
import { audienceOf, clientOf, type Member } from "./member.ts";
import {
  joinedMembers,
  ringingMembers,
  type CallEffect,
  type LiveCall,
  type Step,
  type TrackedCall,
} from "./tracked-call.ts";

export interface Exit {
  /** What it is for who leaves. */
  readonly outcome: CallOutcome;
  /** Leaves by its own request, whose answer says so; its other clients hear of it. */
  readonly asked?: { readonly at: ClientKey | null; readonly elsewhere: CallOutcome | null };
  /** What it is for who stays behind alone. */
  readonly others: CallOutcome;
}

/** Takes one member out. */
export function leave(call: LiveCall, member: Member, exit: Exit): Step {
  const { outcome, asked } = exit;
  const rest = without(call, member, outcome, asked?.at ?? clientOf(member), asked?.elsewhere ?? null);
  const told = asked === undefined ? endedFor(call, member, outcome) : elsewhereTold(member, asked);
  const settled = settle(rest, exit.others);
  const isNews = member.state === "ringing" && settled.call.phase === "live" && call.room === null;
  const notJoined = isNews ? tellNotJoined(settled.call, member, outcome) : [];
  const toInviter = call.room === null ? [] : tellInviter(settled.call, member, outcome);
  return {
    call: settled.call,
    effects: [...cleared(member), ...told, ...notJoined, ...toInviter, ...settled.effects],
  };
}

/** The end of a call for everybody in it. */
export function endForAll(call: LiveCall, outcome: CallOutcome): Step {
  const { rest, effects } = emptied(call, outcome);
  const closed = call.room && tell("everybody", { type: "room.closed", roomId: call.room.id });
  return { call: { ...rest, phase: "ended" }, effects: closed ? [...effects, closed] : effects };
}

/** A call of one who waits for nobody is over, a room without anybody sleeps, everything else goes on. */
function settle(call: LiveCall, others: CallOutcome): Step {
  const joined = joinedMembers(call).length;
  const isOver = joined === 0 || (joined === 1 && ringingMembers(call).length === 0);
  if (call.room === null && isOver) return endForAll(call, joined === 0 ? "cancelled" : others);
  if (joined > 0) return { call, effects: [{ type: "arrange" }, ...announce(call)] };
  const { rest, effects } = emptied(call, "cancelled");
  return { call: rest, effects: [...effects, ...announce(rest)] };
}

function emptied(call: LiveCall, outcome: CallOutcome): { rest: LiveCall; effects: readonly CallEffect[] } {
  const { sessionId } = call;
  const gone = call.members.reduce(
    (rest, member) => without(rest, member, outcome, clientOf(member), null),
    call,
  );
  const effects = call.members.flatMap((member) => [...cleared(member), ...endedFor(call, member, outcome)]);
  const closing: CallEffect[] = sessionId === null ? [] : [{ type: "session.close", sessionId }];
  return { rest: { ...gone, sessionId: null }, effects: [...effects, ...closing] };
}

/** Tells everybody concerned what the call is like now. */
export function announce(call: TrackedCall): CallEffect[] {
  if (call.phase !== "live") return [];
  if (call.room !== null) {
    return [tell("everybody", { type: "room.changed", room: roomView(call.room, call) })];
  }
  return call.members.flatMap((member) => {
    const to = audienceOf(member);
    return to === null ? [] : [tell(to, { type: "call.changed", call: serviceCall(call, member) })];
  });
}

export const tell = (to: Audience, event: Extract<CallEffect, { type: "tell" }>["event"]): CallEffect => ({
  type: "tell",
  to,
  event,
});

function without(
  call: LiveCall,
  member: Member,
  outcome: CallOutcome,
  client: ClientKey | null,
  elsewhere: CallOutcome | null,
): LiveCall {
  const { callId, party, state, rung } = member;
  const others = elsewhere ?? (state === "joined" && rung ? "answered-elsewhere" : null);
  const members = call.members.filter(({ id }) => id !== member.id);
  return { ...call, members, gone: [...call.gone, { callId, party, client, outcome, elsewhere: others }] };
}

/** While the caller's place is being made, its request waits for the answer, and nobody else has heard of the call. */
function endedFor(call: LiveCall, member: Member, outcome: CallOutcome): CallEffect[] {
  const to = call.phase === "placing" ? null : audienceOf(member);
  return to === null ? [] : [tell(to, { type: "call.ended", callId: member.callId, outcome })];
}

function elsewhereTold(member: Member, asked: NonNullable<Exit["asked"]>): CallEffect[] {
  if (asked.elsewhere === null || member.party.kind === "phone") return [];
  const to = { person: member.party.id, except: asked.at };
  return [tell(to, { type: "call.ended", callId: member.callId, outcome: asked.elsewhere })];
}

function tellNotJoined(call: TrackedCall, { party }: Member, outcome: CallOutcome): CallEffect[] {
  return joinedMembers(call).flatMap((member) => {
    const to = audienceOf(member);
    return to === null ? [] : [tell(to, { type: "call.not-joined", callId: member.callId, party, outcome })];
  });
}

/** Of a room's invitations only who made one hears. */
function tellInviter(call: TrackedCall, gone: Member, outcome: CallOutcome): CallEffect[] {
  if (gone.state !== "ringing") return [];
  const inviter = call.members.filter(({ id }) => id === gone.broughtBy);
  return tellNotJoined({ ...call, members: inviter }, gone, outcome);
}

function cleared(member: Member): CallEffect[] {
  const stop: CallEffect[] = member.state === "ringing" ? [{ type: "timer.stop", member: member.id }] : [];
  if (member.party.kind === "phone") return [...stop, { type: "line.end", member: member.id }];
  if (member.state === "joined" && member.seat.kind === "client")
    return [...stop, { type: "seat.free", seat: member.seat }];
  return stop;
}
