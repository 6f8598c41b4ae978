import type { CallId, MediaAccessId } from "../../../common/ids.ts";
import { ok, type Result } from "../../../common/result.ts";
import type { Client } from "../client.ts";
import type { Failure } from "../failure.ts";
import type { MediaAccesses } from "../media-accesses.ts";
import type { JoinedMember, Seat } from "./member.ts";
import { newMemberId, personParty } from "./targets.ts";

type ClientSeat = Extract<Seat, { kind: "client" }>;

/** Binds a media access to a call as the client's seat in it. */
export function takeSeat(
  accesses: MediaAccesses,
  client: Client,
  access: MediaAccessId,
  call: CallId,
): Result<ClientSeat, Failure> {
  const participant = accesses.take(access, client.key, call);
  if (!participant.ok) return participant;
  return ok({ kind: "client", client: client.key, access, participantId: participant.value });
}

/** Somebody who comes of their own accord. */
export function arrival(
  client: Client,
  seat: ClientSeat,
  facts: Pick<JoinedMember, "callId" | "joinedAt"> & Partial<Pick<JoinedMember, "rung">>,
): JoinedMember {
  return {
    rung: false,
    ...facts,
    id: newMemberId(),
    party: personParty(client.person),
    broughtBy: null,
    transferredBy: null,
    calledNumber: null,
    state: "joined",
    seat,
    inSession: false,
    holding: false,
    muted: false,
  };
}
