/** Who is in a call, in one form for calls and sessions. */
import { computed, type ReadonlySignal } from "@preact/signals";
import type { LiveCall, Remote } from "../../common/call/call.ts";
import type { MemberId, RoomId } from "../../common/ids.ts";
import type { Party } from "../../common/wire/calls.ts";
import type { Room } from "../../common/wire/rooms.ts";
import { account, snapshot } from "./snapshot.ts";

export interface Member {
  readonly id: MemberId;
  readonly party: Party;
  /** Null while it rings. */
  readonly participantId: string | null;
  readonly isMe: boolean;
  readonly state: "ringing" | "joined" | "holding";
  /** As they let others know; in calls of two nobody does. */
  readonly muted: boolean;
}

export const rooms: ReadonlySignal<readonly Room[]> = computed(() => snapshot.value?.rooms ?? []);

export const roomOf = (id: RoomId): Room | undefined => rooms.value.find((room) => room.id === id);
export const roomOfRemote = (remote: Remote): Room | undefined =>
  remote.kind === "room" ? roomOf(remote.roomId) : undefined;

const myId = computed(() => (account.value?.phase === "signed-in" ? account.value.me.id : null));

export const isMe = (party: Party): boolean => party.kind === "person" && party.id === myId.value;
export const isHost = (room: Room): boolean => room.host === myId.value;

/** Everybody in it, we too, in the order in which they came. */
export function membersOf(call: LiveCall): readonly Member[] {
  const room = roomOfRemote(call.remote);
  if (room !== undefined) {
    return room.members.map(({ id, party, participantId, muted }) => ({
      id,
      party,
      participantId,
      isMe: isMe(party),
      state: "joined",
      // Our own click shows at once.
      muted: isMe(party) ? call.muted : muted,
    }));
  }
  return call.members.map(({ id, party, participantId, state, holding }) => ({
    id,
    party,
    participantId,
    isMe: isMe(party),
    state: holding ? "holding" : state,
    muted: isMe(party) && call.muted,
  }));
}

/** Talking with people who have a screen, not with a phone alone. */
export function hasCompany(call: LiveCall): boolean {
  if (call.phase !== "connected" && call.phase !== "reconnecting") return false;
  if (call.remote.kind !== "phone") return true;
  return call.members.some(({ party }) => party.kind === "person" && !isMe(party));
}
