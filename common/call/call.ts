import { z } from "zod";
import { CallError } from "../errors.ts";
import { CallId, UserId } from "../ids.ts";

/** Who is at the other end. */
export const Remote = z.object({ userId: UserId, name: z.string().min(1).max(100) });
export type Remote = z.infer<typeof Remote>;

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
};
const live = { ...common, muted: z.boolean() };

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
