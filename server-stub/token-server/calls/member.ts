import type { CallId, MediaAccessId, MemberId, PhoneNumber } from "../../../common/ids.ts";
import type { CallOutcome, Party } from "../../../common/wire/calls.ts";
import type { Client, ClientKey } from "../client.ts";
import type { Audience } from "../event-streams.ts";

/** Where somebody who takes part sits. A line gets its participant when its phone call is put through to the platform. */
export type Seat =
  | {
      readonly kind: "client";
      readonly client: ClientKey;
      readonly access: MediaAccessId;
      readonly participantId: string;
    }
  | { readonly kind: "line"; readonly participantId: string | null };

interface MemberFacts {
  readonly id: MemberId;
  /**
   * What this member's clients call the call. The first two share the id that the caller made; everybody rung in later
   * has an own one, since the same person may come, go and be rung again.
   */
  readonly callId: CallId;
  readonly party: Party;
  /** Came because it was rung, not of its own accord. */
  readonly rung: boolean;
  /** Who rang it in. */
  readonly broughtBy: MemberId | null;
  /** Who gave the call away, to this member or to somebody who talks to it now. */
  readonly transferredBy: string | null;
  /** Which of its own numbers a phone has called. */
  readonly calledNumber: PhoneNumber | null;
}

export type RingingMember = MemberFacts & {
  readonly state: "ringing";
  /** One of its clients has said that it rings. */
  readonly confirmed: boolean;
  /** Is waited for without being told: the other half of a call that is being rebuilt. */
  readonly quiet: boolean;
  /** Of a phone: the number that it sees. */
  readonly from: PhoneNumber | null;
  /** Of a phone: its leg stands in the session already, and is silent until it answers. */
  readonly participantId: string | null;
};

export type JoinedMember = MemberFacts & {
  readonly state: "joined";
  readonly seat: Seat;
  /** Its participant is a member of the platform's session. */
  readonly inSession: boolean;
  readonly holding: boolean;
  readonly muted: boolean;
  /** Ms since the epoch. */
  readonly joinedAt: number;
};

export type Member = RingingMember | JoinedMember;

/** Who is not in the call any more, kept so that a late request learns how it ended. */
export interface GoneMember {
  readonly callId: CallId;
  readonly party: Party;
  /** The client that it sat at or that declined; null when all of the person's clients are meant. */
  readonly client: ClientKey | null;
  readonly outcome: CallOutcome;
  /** How it ended for the person's other clients. */
  readonly elsewhere: CallOutcome | null;
}

export const clientOf = (member: Member): ClientKey | null =>
  member.state === "joined" && member.seat.kind === "client" ? member.seat.client : null;

export const participantOf = (member: Member): string | null =>
  member.state === "joined" ? member.seat.participantId : member.participantId;

export const isPersons = (party: Party, client: Client): boolean =>
  party.kind === "person" && party.id === client.person.id;

/** Whoever is told what happens to this member; null for phones, and for those who are waited for quietly. */
export function audienceOf(member: Member): Audience | null {
  const client = clientOf(member);
  if (client !== null) return { client };
  if (member.state === "joined" || member.quiet || member.party.kind === "phone") return null;
  return { person: member.party.id, except: null };
}

export function joined(member: RingingMember, seat: Seat, joinedAt: number): JoinedMember {
  const { id, callId, party, rung, broughtBy, transferredBy, calledNumber } = member;
  const facts = { id, callId, party, rung, broughtBy, transferredBy, calledNumber };
  const inSession = member.participantId !== null && member.participantId === seat.participantId;
  return { ...facts, state: "joined", seat, inSession, holding: false, muted: false, joinedAt };
}
