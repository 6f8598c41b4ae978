import type { CallMember, Party, ServiceCall } from "../../../common/wire/calls.ts";
import { PersonName } from "../../../common/wire/calls.ts";
import type { Subscriptions } from "../../../common/wire/control-api.ts";
import type { Room } from "../../../common/wire/rooms.ts";
import { participantOf, type Member } from "./member.ts";
import { joinedMembers, type RoomFacts, type TrackedCall } from "./tracked-call.ts";

/** What one member's clients see of a call. Who was rung is the callee in it, and stays that. */
export function serviceCall(call: TrackedCall, viewer: Member): ServiceCall {
  const [caller, callee] = endsFor(call, viewer);
  return {
    id: viewer.callId,
    state: viewer.state === "joined" && (call.answered || call.room !== null) ? "answered" : "ringing",
    caller,
    callee,
    calledNumber: viewer.calledNumber,
    transferredBy: viewer.transferredBy === null ? null : PersonName.parse(viewer.transferredBy),
    members: call.members.map(callMember),
    ...(call.room === null ? {} : { room: { id: call.room.id, name: call.room.name } }),
    placedAt: call.placedAt,
  };
}

/** The other end is who rang us, as long as it is there; then whoever else is. Alone in a room it is ourselves. */
function endsFor(call: TrackedCall, viewer: Member): [caller: Party, callee: Party] {
  const others = call.members.filter((member) => member.id !== viewer.id);
  const other = others.find((member) => member.id === viewer.broughtBy) ?? others[0] ?? viewer;
  return viewer.rung ? [other.party, viewer.party] : [viewer.party, other.party];
}

const callMember = (member: Member): CallMember => ({
  id: member.id,
  party: member.party,
  state: member.state,
  holding: member.state === "joined" && member.holding,
  participantId: member.state === "joined" ? participantOf(member) : null,
});

/** Those who ring into a room are not in it yet, and neither is who is only taking a seat. */
export function roomView(facts: RoomFacts, call: TrackedCall): Room {
  const members = joinedMembers(call).flatMap(({ id, party, seat, inSession, muted, joinedAt }) =>
    inSession && seat.participantId !== null
      ? [{ id, party, participantId: seat.participantId, muted, joinedAt }]
      : [],
  );
  return { ...facts, name: PersonName.parse(facts.name), members };
}

/**
 * Who hears whom, by participant (bandwidth.md 1.2). Who holds hears nobody and is heard by nobody; the others hear each
 * other. An empty list beside a session id would mean everybody, so hearing nobody is saying nothing at all.
 */
export function hearing(call: TrackedCall, sessionId: string): ReadonlyMap<string, Subscriptions> {
  const heard: { participantId: string; holding: boolean }[] = [];
  for (const member of call.members) {
    const participantId = participantOf(member);
    if (participantId === null) continue;
    heard.push({ participantId, holding: member.state === "joined" && member.holding });
  }
  const somebodyHolds = heard.some(({ holding }) => holding);
  return new Map(
    heard.map(({ participantId, holding }) => {
      if (!somebodyHolds) return [participantId, { sessionId }];
      const others = heard.filter((one) => !one.holding && one.participantId !== participantId);
      if (holding || others.length === 0) return [participantId, {}];
      return [
        participantId,
        { sessionId, participants: others.map((one) => ({ participantId: one.participantId })) },
      ];
    }),
  );
}
