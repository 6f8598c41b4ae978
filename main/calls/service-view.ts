/** A call as the service shows it, in the terms of the call machine. */
import type { Remote } from "../../common/call/call.ts";
import { remoteOfParty } from "../../common/call/remote.ts";
import type { UserId } from "../../common/ids.ts";
import type { CallMember, Party, ServiceCall } from "../../common/wire/calls.ts";
import type { Room } from "../../common/wire/rooms.ts";

/** The other end: a room, if the call is our place in one. */
export function remoteOfCall({ room, caller, callee }: ServiceCall, me: UserId): Remote {
  if (room !== undefined) return { kind: "room", roomId: room.id, name: room.name };
  return remoteOfParty(isUs(caller, me) ? callee : caller);
}

/** Whether we hear nobody because every other member holds the call. */
export function isHeldByThem(members: readonly CallMember[], me: UserId): boolean {
  const others = members.filter((member) => member.state === "joined" && !isUs(member.party, me));
  return others.length > 0 && others.every((member) => member.holding);
}

/** What the service believes of our own hold; null when it does not show us. */
export function ownHold(members: readonly CallMember[], me: UserId): boolean | null {
  return members.find((member) => member.state === "joined" && isUs(member.party, me))?.holding ?? null;
}

/** Everybody in a room, as members of the call by which we are in it. */
export const membersOfRoom = (room: Room): CallMember[] =>
  room.members.map(({ id, party, participantId }) => ({
    id,
    party,
    participantId,
    state: "joined",
    holding: false,
  }));

const isUs = (party: Party, me: UserId): boolean => party.kind === "person" && party.id === me;
