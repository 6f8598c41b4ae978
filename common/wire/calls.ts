/** Calls as the token server's HTTP API and event stream show them. */
import { z } from "zod";
import { CallId, MediaAccessId, MemberId, PhoneNumber, RoomId, UserId } from "../ids.ts";

export const PersonName = z.string().min(1).max(100);

/** Who takes part in a call. */
export const Party = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("person"), id: UserId, name: PersonName }),
  /** `number` is null when the caller withholds it; `name` is what the network says, if anything. */
  z.object({ kind: z.literal("phone"), number: PhoneNumber.nullable(), name: PersonName.nullable() }),
]);
export type Party = z.infer<typeof Party>;
export type PersonParty = Extract<Party, { kind: "person" }>;
export type PhoneParty = Extract<Party, { kind: "phone" }>;

/** What can be called, added to a call, or be given one. */
export const Target = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("person"), id: UserId }),
  z.object({ kind: z.literal("phone"), number: PhoneNumber }),
]);
export type Target = z.infer<typeof Target>;

/** One party's place in a call. */
export const CallMember = z.object({
  id: MemberId,
  party: Party,
  state: z.enum(["ringing", "joined"]),
  /** This member has put the call on hold: hears nothing and is not heard. */
  holding: z.boolean(),
  /** The platform's participant: tells whose streams are whose. Null while it rings. */
  participantId: z.string().nullable(),
});
export type CallMember = z.infer<typeof CallMember>;

/** Why the service ended a call. Translated into an EndReason by the client, which knows which side it is. */
export const CallOutcome = z.enum([
  "hung-up",
  "declined",
  "cancelled",
  "no-answer",
  "busy",
  "offline",
  "answered-elsewhere",
  "declined-elsewhere",
  "lost",
  /** To the one who gave the call away. */
  "transferred",
  /** Of phones: nobody has this number. */
  "number-unknown",
  /** The telephone network does not connect us with this number. */
  "number-refused",
  /** The network knows the number and cannot reach it now. */
  "unreachable",
  /** No more phone calls can be made at the moment. */
  "phone-limit",
  /** The telephone service itself failed; it has nothing to do with the number. */
  "phones-unavailable",
  /** Somebody took us out of the room. */
  "removed",
  "ended-for-all",
]);
export type CallOutcome = z.infer<typeof CallOutcome>;

/**
 * One call as one of its parties sees it: who was rung is the callee for good, the caller is then the other end. Later
 * members know the call by an id of their own.
 */
export const ServiceCall = z.object({
  id: CallId,
  state: z.enum(["ringing", "answered"]),
  caller: Party,
  callee: Party,
  /** Which of the callee's own numbers a phone has called. */
  calledNumber: PhoneNumber.nullable(),
  /** Who gave this call to the callee. */
  transferredBy: PersonName.nullable(),
  /** The call is somebody's place in a room, or the invitation to one. */
  room: z.object({ id: RoomId, name: PersonName }).optional(),
  /** Everybody in it, those who ring included; caller first, then callee, then those added. */
  members: z.array(CallMember).max(20),
  /** Ms since the epoch. */
  placedAt: z.number(),
});
export type ServiceCall = z.infer<typeof ServiceCall>;

/** `id` is made by the caller: placing twice with one id is placing once. */
export const PlaceCallRequest = z.object({ id: CallId, to: Target, mediaAccessId: MediaAccessId });
export type PlaceCallRequest = z.infer<typeof PlaceCallRequest>;

/**
 * The call that came of it. When the callee was ringing the caller at that moment, it is the callee's call, already
 * answered by this request, and its id differs from the one asked for.
 */
export const PlaceCallResponse = z.object({ call: ServiceCall });
export const AcceptCallRequest = z.object({ mediaAccessId: MediaAccessId });
export type AcceptCallRequest = z.infer<typeof AcceptCallRequest>;

export const HoldCallRequest = z.object({ held: z.boolean() });
export type HoldCallRequest = z.infer<typeof HoldCallRequest>;
/** Of a transfer: who gets our place. Of adding: who is rung into the call. */
export const CallTargetRequest = z.object({ to: Target });
export type CallTargetRequest = z.infer<typeof CallTargetRequest>;
export const DropMemberRequest = z.object({ memberId: MemberId });
export type DropMemberRequest = z.infer<typeof DropMemberRequest>;

/**
 * Our place in an answered call again, for a fresh media access. `call` is what we know of one between two people: a server
 * that was started anew makes it anew from that, with its old id. The first of the two to come then waits for the second,
 * and sees it come as `call.changed`.
 */
export const RejoinCallRequest = z.object({
  mediaAccessId: MediaAccessId,
  call: z.object({ caller: UserId, callee: UserId, placedAt: z.number() }).optional(),
});
export type RejoinCallRequest = z.infer<typeof RejoinCallRequest>;

/** Events of the event stream that concern one call. */
export const callEvents = [
  z.object({ type: z.literal("call.incoming"), call: ServiceCall }),
  /** To the caller: at least one of the callee's clients rings. */
  z.object({ type: z.literal("call.ringing"), callId: CallId }),
  /** To the caller. */
  z.object({ type: z.literal("call.answered"), callId: CallId }),
  /** Members, their states or the other end (after a transfer) are others now. To all of the call's clients. */
  z.object({ type: z.literal("call.changed"), call: ServiceCall }),
  /** Somebody who was rung into a running call is not coming. To the call's clients. */
  z.object({ type: z.literal("call.not-joined"), callId: CallId, party: Party, outcome: CallOutcome }),
  z.object({ type: z.literal("call.ended"), callId: CallId, outcome: CallOutcome }),
] as const;
