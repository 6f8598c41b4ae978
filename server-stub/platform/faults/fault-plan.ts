import { z } from "zod";
import { rpcCodes } from "../../../common/wire/json-rpc.ts";

/** How often; each time when absent. */
const times = z.int().positive().optional();

const ReplyFault = z.discriminatedUnion("type", [
  /** The request is carried out, and its reply is lost. */
  z.strictObject({ type: z.literal("omit"), method: z.string(), times }),
  /** The request is carried out, and its reply comes so much later. */
  z.strictObject({
    type: z.literal("delay"),
    method: z.string(),
    ms: z.int().positive().max(600_000),
    times,
  }),
  /** The request is not carried out, and its reply is this error. */
  z.strictObject({
    type: z.literal("error"),
    method: z.string(),
    code: z.int().default(rpcCodes.internalError),
    times,
  }),
]);
export type ReplyFault = z.infer<typeof ReplyFault>;

/** What goes wrong, until it is replaced, its time is over, or it has happened as often as it says. */
export const FaultPlan = z.strictObject({
  /** Only for this participant; for everybody when absent. What goes wrong with media always does so for everybody. */
  participantId: z.string().optional(),
  /** Handshakes are answered with this status instead of 101. */
  upgrade: z.strictObject({ status: z.int().min(400).max(599), times }).optional(),
  replies: z.array(ReplyFault).max(16).default([]),
  /** Subscribe offers: `omit` are not sent, `stale` have the revision of the one before. */
  offers: z.strictObject({ type: z.enum(["omit", "stale"]), times }).optional(),
  /** Datagrams of clients are lost: those of media, or also the connectivity checks, so that ICE fails. */
  media: z.enum(["rtp", "all"]).optional(),
  /** Attempts to deliver a webhook fail, before anything is sent. */
  webhooks: z.strictObject({ times }).optional(),
  /** It ends by itself, so that it cannot be forgotten. */
  forMs: z.int().positive().max(600_000).default(60_000),
});
export type FaultPlan = z.infer<typeof FaultPlan>;

/** Sockets to close now. 1006 ends them without a close frame (RFC 6455 section 7.1.5). */
export const FaultClose = z.strictObject({
  participantId: z.string().optional(),
  code: z.union([
    z.int().min(1000).max(1003),
    z.literal(1006),
    z.int().min(1007).max(1014),
    z.int().min(3000).max(4999),
  ]),
});
export type FaultClose = z.infer<typeof FaultClose>;
