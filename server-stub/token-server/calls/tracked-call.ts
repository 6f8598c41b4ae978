/** A call or a room as the token server knows it: who is in it, who rings, and what has happened to the others. */
import type { CallId, MemberId, RoomCode, RoomId, UserId } from "../../../common/ids.ts";
import type { CallOutcome, Target } from "../../../common/wire/calls.ts";
import type { ServerEvent } from "../../../common/wire/token-server.ts";
import type { Client, ClientKey } from "../client.ts";
import type { Audience } from "../event-streams.ts";
import {
  isPersons,
  type GoneMember,
  type JoinedMember,
  type Member,
  type RingingMember,
  type Seat,
} from "./member.ts";

/** A call that stays when nobody is in it, and that people come to by themselves. */
export interface RoomFacts {
  readonly id: RoomId;
  readonly code: RoomCode;
  readonly name: string;
  readonly host: UserId;
  readonly createdAt: number;
}

interface CallFacts {
  readonly id: CallId;
  readonly room: RoomFacts | null;
  /** Who asked for it, to find out whether a request is a repetition; null when nobody's request made it. */
  readonly placed: { readonly by: ClientKey; readonly to: Target } | null;
  /** Ms since the epoch. */
  readonly placedAt: number;
  /** The platform's session, while somebody needs one. */
  readonly sessionId: string | null;
  /** Two have been in it together: from then on leaving is hanging up. */
  readonly answered: boolean;
  /** In the order of their coming. */
  readonly members: readonly Member[];
  readonly gone: readonly GoneMember[];
}

/** placing: the caller's own place is being made, nobody else knows of the call. */
export type TrackedCall = CallFacts & { readonly phase: "placing" | "live" | "ended" };
export type LiveCall = CallFacts & { readonly phase: "placing" | "live" };

/** What happened. Past facts. */
export type CallEvent =
  | { readonly type: "session.opened"; readonly sessionId: string }
  | { readonly type: "platform.failed" }
  /** The caller's place stands: now the others ring. */
  | { readonly type: "rung" }
  | { readonly type: "ringing"; readonly member: MemberId }
  | { readonly type: "accepted"; readonly member: MemberId; readonly seat: Seat; readonly at: number }
  /** A phone's participant is known: while the phone rings (then still unheard), or when it is put through. */
  | { readonly type: "line.ready"; readonly member: MemberId; readonly participantId: string }
  /** The member's participant is in the session. */
  | { readonly type: "seated"; readonly member: MemberId }
  | { readonly type: "declined"; readonly member: MemberId; readonly at: ClientKey }
  /** Somebody who rings is not coming. */
  | { readonly type: "not-coming"; readonly member: MemberId; readonly outcome: CallOutcome }
  | { readonly type: "time-out"; readonly member: MemberId }
  | { readonly type: "hung-up"; readonly member: MemberId }
  /** The last device of the member's participant is gone. */
  | { readonly type: "lost"; readonly member: MemberId }
  | { readonly type: "removed"; readonly member: MemberId }
  /** It has given its place to somebody who rings now. */
  | { readonly type: "transferred"; readonly member: MemberId }
  | { readonly type: "added"; readonly member: RingingMember }
  | { readonly type: "entered"; readonly member: JoinedMember }
  /** It goes on with another participant of its own. */
  | { readonly type: "reseated"; readonly member: MemberId; readonly seat: Extract<Seat, { kind: "client" }> }
  | { readonly type: "held"; readonly member: MemberId; readonly held: boolean }
  | { readonly type: "muted"; readonly member: MemberId; readonly muted: boolean }
  | { readonly type: "ended-for-all" }
  /** This server goes away; the others come back when there is one again, so nobody is told of an end. */
  | { readonly type: "server.closed" };

/** What has to be done because of a step, in this order. */
export type CallEffect =
  | { readonly type: "tell"; readonly to: Audience; readonly event: ServerEvent }
  | { readonly type: "timer.start"; readonly member: MemberId; readonly wait: "ring" | "rejoin" }
  | { readonly type: "timer.stop"; readonly member: MemberId }
  /** Bring the platform's session in line with the members. */
  | { readonly type: "arrange" }
  /** Delete what a client's seat uses at the platform. */
  | { readonly type: "seat.free"; readonly seat: Extract<Seat, { kind: "client" }> }
  | { readonly type: "line.dial"; readonly member: RingingMember; readonly number: string }
  /** Somebody has accepted: put the phone through. */
  | { readonly type: "line.connect"; readonly member: MemberId }
  | { readonly type: "line.end"; readonly member: MemberId }
  | { readonly type: "session.close"; readonly sessionId: string };

export interface Step {
  readonly call: TrackedCall;
  readonly effects: readonly CallEffect[];
}

export const maxMembers = 20;

type NewCall = Pick<TrackedCall, "id" | "placedAt" | "members"> &
  Partial<Pick<TrackedCall, "phase" | "room" | "placed" | "answered">>;

export function newCall(facts: NewCall): TrackedCall {
  return { phase: "placing", room: null, placed: null, answered: false, ...facts, sessionId: null, gone: [] };
}

export const unchanged = (call: TrackedCall): Step => ({ call, effects: [] });

export const joinedMembers = ({ members }: TrackedCall): JoinedMember[] =>
  members.filter((member) => member.state === "joined");
export const ringingMembers = ({ members }: TrackedCall): RingingMember[] =>
  members.filter((member) => member.state === "ringing");

export function replaced<C extends TrackedCall>(call: C, member: Member): C {
  return { ...call, members: call.members.map((one) => (one.id === member.id ? member : one)) };
}

/** What a call is to a client that knows it by this id. Null: none of its business, or not yet. */
export type Standing =
  | { readonly kind: "member"; readonly member: Member }
  | { readonly kind: "gone"; readonly outcome: CallOutcome };

export function standingOf(call: TrackedCall, callId: CallId, client: Client): Standing | null {
  for (const member of call.members) {
    if (member.callId !== callId) continue;
    if (member.state === "joined") {
      if (member.seat.kind === "client" && member.seat.client === client.key)
        return { kind: "member", member };
      if (member.rung && isPersons(member.party, client))
        return { kind: "gone", outcome: "answered-elsewhere" };
    } else if (call.phase === "live" && !member.quiet && isPersons(member.party, client)) {
      return { kind: "member", member };
    }
  }
  return goneStanding(call, callId, client);
}

function goneStanding(call: TrackedCall, callId: CallId, client: Client): Standing | null {
  for (const one of [...call.gone].reverse()) {
    if (one.callId !== callId || !isPersons(one.party, client)) continue;
    if (one.client === null || one.client === client.key) return { kind: "gone", outcome: one.outcome };
    if (one.elsewhere !== null) return { kind: "gone", outcome: one.elsewhere };
  }
  return null;
}
