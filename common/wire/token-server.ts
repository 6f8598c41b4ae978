/** The token server's HTTP API and event stream, as the desktop app and the server both read it. */
import { z } from "zod";
import { CallId, ClientId, MediaAccessId, UserId } from "../ids.ts";

export const PersonName = z.string().min(1).max(100);

/** online: at least one client has its event stream open. in-call: one of them is in an answered call. */
export const Presence = z.enum(["online", "in-call", "offline"]);
export type Presence = z.infer<typeof Presence>;

export const Person = z.object({ id: UserId, name: PersonName, presence: Presence });
export type Person = z.infer<typeof Person>;

/** What this server can do for this person; decides what the app shows. */
export const Capability = z.enum(["call-people"]);
export type Capability = z.infer<typeof Capability>;

export const SignInRequest = z.object({
  username: z.string().min(1).max(64),
  password: z.string().min(1).max(256),
  client: z.object({ id: ClientId, name: z.string().min(1).max(100) }),
});
export type SignInRequest = z.infer<typeof SignInRequest>;

/** Access token: bearer, minutes. Refresh token: used once, days; using an old one again revokes the whole family. */
export const Session = z.object({
  accessToken: z.string().min(1),
  /** Seconds. */
  expiresIn: z.int().positive(),
  refreshToken: z.string().min(1),
  user: z.object({ id: UserId, name: PersonName }),
  capabilities: z.array(z.string()),
});
export type Session = z.infer<typeof Session>;

export const RefreshRequest = z.object({ refreshToken: z.string().min(1).max(512) });
export type RefreshRequest = z.infer<typeof RefreshRequest>;

/** A participant's token for the device gateway, made ahead of the call that will use it. */
export const MediaAccess = z.object({
  id: MediaAccessId,
  websocketUrl: z.url(),
  deviceToken: z.string().min(1),
  participantId: z.string().min(1),
  /** Ms since the epoch. */
  expiresAt: z.number(),
  iceServers: z.array(
    z.object({
      urls: z.array(z.string()),
      username: z.string().optional(),
      credential: z.string().optional(),
    }),
  ),
});
export type MediaAccess = z.infer<typeof MediaAccess>;

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
]);
export type CallOutcome = z.infer<typeof CallOutcome>;

const PersonRef = z.object({ id: UserId, name: PersonName });

/** One call as the service sees it. */
export const ServiceCall = z.object({
  id: CallId,
  state: z.enum(["ringing", "answered"]),
  caller: PersonRef,
  callee: PersonRef,
  /** Ms since the epoch. */
  placedAt: z.number(),
});
export type ServiceCall = z.infer<typeof ServiceCall>;

/** `id` is made by the caller: placing twice with one id is placing once. */
export const PlaceCallRequest = z.object({ id: CallId, to: UserId, mediaAccessId: MediaAccessId });
export type PlaceCallRequest = z.infer<typeof PlaceCallRequest>;

/**
 * The call that came of it. When the callee was ringing the caller at that moment, it is the callee's call, already
 * answered by this request, and its id differs from the one asked for.
 */
export const PlaceCallResponse = z.object({ call: ServiceCall });
export const AcceptCallRequest = z.object({ mediaAccessId: MediaAccessId });
export type AcceptCallRequest = z.infer<typeof AcceptCallRequest>;

/** Messages of the event stream (server-sent events; `data` is one of these as JSON). */
export const ServerEvent = z.discriminatedUnion("type", [
  /** First after each connect: everything, replacing what was known. */
  z.object({ type: z.literal("snapshot"), people: z.array(Person), calls: z.array(ServiceCall) }),
  z.object({ type: z.literal("person.changed"), person: Person }),
  z.object({ type: z.literal("call.incoming"), call: ServiceCall }),
  /** To the caller: at least one of the callee's clients rings. */
  z.object({ type: z.literal("call.ringing"), callId: CallId }),
  /** To the caller. */
  z.object({ type: z.literal("call.answered"), callId: CallId }),
  z.object({ type: z.literal("call.ended"), callId: CallId, outcome: CallOutcome }),
  /** The session was revoked; the stream closes after it. */
  z.object({ type: z.literal("signed-out"), reason: z.enum(["revoked", "refresh-reused"]) }),
]);
export type ServerEvent = z.infer<typeof ServerEvent>;

/** Body of every 4xx and 5xx answer. */
export const ErrorCode = z.enum([
  "request-invalid",
  "wrong-password",
  "too-many-attempts",
  "unauthorized",
  "refresh-reused",
  "not-found",
  "person-unknown",
  "calling-yourself",
  "callee-offline",
  "callee-busy",
  "already-in-call",
  "call-gone",
  "media-access-gone",
  "platform-unavailable",
  "internal",
]);
export type ErrorCode = z.infer<typeof ErrorCode>;
export const ErrorBody = z.object({
  error: z.object({ code: ErrorCode, message: z.string() }),
  /** With call-gone: how it ended. */
  outcome: CallOutcome.optional(),
});
export type ErrorBody = z.infer<typeof ErrorBody>;
