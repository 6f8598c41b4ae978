/** The token server's HTTP API and event stream, as the desktop app and the server both read it. */
import { z } from "zod";
import { ClientId, MediaAccessId, PhoneNumber, UserId } from "../ids.ts";
import { callEvents, CallOutcome, PersonName, ServiceCall } from "./calls.ts";
import { chatEvents } from "./chat.ts";
import { Room, roomEvents } from "./rooms.ts";

/** online: at least one client has its event stream open. in-call: one of them is in an answered call. */
export const Presence = z.enum(["online", "in-call", "offline"]);
export type Presence = z.infer<typeof Presence>;

export const Person = z.object({ id: UserId, name: PersonName, presence: Presence });
export type Person = z.infer<typeof Person>;

/** What this server can do for this person; decides what the app shows. */
export const Capability = z.enum([
  "call-people",
  "call-phones",
  "hold",
  "transfer",
  "add-to-call",
  "rooms",
  "video",
  "screen-share",
  "chat",
]);
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

/** Messages of the event stream (server-sent events; `data` is one of these as JSON). */
export const ServerEvent = z.discriminatedUnion("type", [
  /** First after each connect: everything, replacing what was known. */
  z.object({
    type: z.literal("snapshot"),
    people: z.array(Person),
    calls: z.array(ServiceCall),
    rooms: z.array(Room),
    /** Our own phone numbers: calls to them ring here, calls to phones show the first. */
    numbers: z.array(PhoneNumber),
  }),
  z.object({ type: z.literal("person.changed"), person: Person }),
  ...callEvents,
  ...roomEvents,
  ...chatEvents,
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
  "number-refused",
  "emergency-number",
  /** As many phone calls are made as there may be. */
  "phone-limit",
  "phones-unavailable",
  "member-gone",
  "call-full",
  "room-gone",
  "room-full",
  /** Taken out of the room by its host, and not invited since. */
  "removed-from-room",
  "not-host",
  "already-in-call",
  "call-gone",
  "media-access-gone",
  /** No mail can be sealed for this client: it is signed out. */
  "client-unknown",
  "mailbox-full",
  "platform-unavailable",
  /** The server is about to stop: what runs goes on, nothing new begins. */
  "shutting-down",
  "internal",
]);
export type ErrorCode = z.infer<typeof ErrorCode>;
export const ErrorBody = z.object({
  error: z.object({ code: ErrorCode, message: z.string() }),
  /** With call-gone: how it ended. */
  outcome: CallOutcome.optional(),
});
export type ErrorBody = z.infer<typeof ErrorBody>;
