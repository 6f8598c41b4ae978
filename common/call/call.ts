import { z } from "zod";
import { CallError } from "../errors.ts";
import { CallId, PhoneNumber, RoomId, UserId } from "../ids.ts";
import { CallMember, PersonName } from "../wire/calls.ts";

/** Who, or what, is at the other end. */
export const Remote = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("person"), userId: UserId, name: PersonName }),
  /** `number` is null when the caller withholds it. */
  z.object({ kind: z.literal("phone"), number: PhoneNumber.nullable(), name: PersonName.nullable() }),
  z.object({ kind: z.literal("room"), roomId: RoomId, name: PersonName }),
]);
export type Remote = z.infer<typeof Remote>;
export type RemoteOf<K extends Remote["kind"]> = Extract<Remote, { kind: K }>;

/** Which of the two ends did it. */
export const Side = z.enum(["us", "them"]);
export type Side = z.infer<typeof Side>;

/** Why a call is over. `us` and `them` are seen from this client. */
export const EndReason = z.discriminatedUnion("code", [
  z.object({ code: z.literal("hung-up"), by: Side }),
  z.object({ code: z.literal("declined"), by: Side }),
  z.object({ code: z.literal("cancelled"), by: Side }),
  z.object({ code: z.literal("no-answer"), afterMs: z.number() }),
  z.object({ code: z.literal("busy") }),
  z.object({ code: z.literal("offline") }),
  z.object({ code: z.literal("answered-elsewhere") }),
  z.object({ code: z.literal("declined-elsewhere") }),
  z.object({ code: z.literal("merged") }),
  z.object({ code: z.literal("lost"), by: Side }),
  z.object({ code: z.literal("signed-out") }),
  /** We gave it to somebody else. */
  z.object({ code: z.literal("transferred") }),
  z.object({ code: z.literal("number-unknown") }),
  z.object({ code: z.literal("number-refused") }),
  z.object({ code: z.literal("unreachable") }),
  z.object({ code: z.literal("removed") }),
  z.object({ code: z.literal("ended-for-all") }),
  z.object({ code: z.literal("failed"), error: CallError }),
]);
export type EndReason = z.infer<typeof EndReason>;
export type EndCode = EndReason["code"];

const common = {
  id: CallId,
  remote: Remote,
  direction: z.enum(["outbound", "inbound"]),
  /** When it was placed, or began to ring here; ms since the epoch. */
  startedAt: z.number(),
  /** Which of our own numbers was called. */
  calledNumber: PhoneNumber.nullable(),
};
const live = {
  ...common,
  muted: z.boolean(),
  /** We have put it on hold. */
  held: z.boolean(),
  /** The other end has. With several others: all of them have. */
  heldByThem: z.boolean(),
  /** Ours. starting: asked for, and not at the others yet. */
  camera: z.enum(["off", "starting", "on"]),
  /** Everybody in it as the service says, we too; empty until the service has said so. */
  members: z.array(CallMember),
  transferredBy: PersonName.nullable(),
};

/** One call in one phase, with only what that phase knows. Times in ms since the epoch. */
export const Call = z.discriminatedUnion("phase", [
  z.object({ phase: z.literal("trying"), ...live, direction: z.literal("outbound") }),
  z.object({ phase: z.literal("ringing"), ...live }),
  z.object({ phase: z.literal("connecting"), ...live, answeredAt: z.number() }),
  z.object({ phase: z.literal("connected"), ...live, answeredAt: z.number(), connectedAt: z.number() }),
  z.object({ phase: z.literal("reconnecting"), ...live, answeredAt: z.number(), connectedAt: z.number() }),
  z.object({
    phase: z.literal("ended"),
    ...common,
    reason: EndReason,
    connectedAt: z.number().nullable(),
    endedAt: z.number(),
  }),
]);
export type Call = z.infer<typeof Call>;
export type Phase = Call["phase"];
export type CallIn<P extends Phase> = Extract<Call, { phase: P }>;
export type LiveCall = Exclude<Call, { phase: "ended" }>;
