import { z } from "zod";
import { VoiceWebhook } from "./phones/voice-webhook.ts";
import { voiceWebhookPaths } from "./voice-access.ts";
import { chatOperations } from "./chat/chat-operations.ts";
import { ParticipantWebhook } from "../../common/wire/control-api.ts";
import {
  AcceptCallRequest,
  CallTargetRequest,
  DropMemberRequest,
  HoldCallRequest,
  PlaceCallRequest,
  PlaceCallResponse,
  RejoinCallRequest,
} from "../../common/wire/calls.ts";
import {
  CreateRoomRequest,
  InviteToRoomRequest,
  JoinRoomRequest,
  RemoveFromRoomRequest,
  RoomMeRequest,
  RoomResponse,
  RoomsResponse,
} from "../../common/wire/rooms.ts";
import {
  type ErrorCode,
  MediaAccess,
  Person,
  RefreshRequest,
  ServerEvent,
  Session,
  SignInRequest,
} from "../../common/wire/token-server.ts";

/** One route of the API: what the server parses with, and what docs/openapi.json is made from. */
export interface Operation<B extends z.ZodType = z.ZodType> {
  readonly method: "GET" | "POST";
  /** With `{name}` for parameters. */
  readonly path: string;
  readonly summary: string;
  readonly signedIn: boolean;
  readonly body: B;
  /** The body of the answer, or the kind of answer that has none like it. */
  readonly answer:
    { readonly status: 200; readonly schema: z.ZodType } | { readonly status: 204 } | "event-stream" | "bxml";
  /** Those of every route with a body or a sign-in are added by themselves. */
  readonly errors: readonly ErrorCode[];
}

/** Routes that read no body. */
export const noBody = z.unknown();
export const Empty = z.object({});
export const PeopleResponse = z.object({ people: z.array(Person) });
const Health = z.object({ status: z.literal("ok") });

const callAction = (action: string, summary: string) =>
  ({
    method: "POST",
    path: `/v1/calls/{id}/${action}`,
    summary,
    signedIn: true,
    body: noBody,
    answer: { status: 200, schema: Empty },
    errors: ["request-invalid", "not-found", "call-gone"],
  }) satisfies Operation;

/** Why somebody cannot be rung. */
const targetErrors = [
  "person-unknown",
  "calling-yourself",
  "callee-offline",
  "callee-busy",
  "number-refused",
  "emergency-number",
  "phones-unavailable",
  "phone-limit",
  "shutting-down",
] as const satisfies readonly ErrorCode[];

const roomAction = <B extends z.ZodType>(action: string, summary: string, body: B, errors: ErrorCode[]) =>
  ({
    method: "POST",
    path: `/v1/rooms/{id}/${action}`,
    summary,
    signedIn: true,
    body,
    answer: { status: 200, schema: Empty },
    errors: ["request-invalid", "room-gone", ...errors],
  }) satisfies Operation;

export const operations = {
  ...chatOperations(noBody),
  signIn: {
    method: "POST",
    path: "/v1/sign-in",
    summary: "Signs a person in at one client; an earlier sign-in at that client ends.",
    signedIn: false,
    body: SignInRequest,
    answer: { status: 200, schema: Session },
    errors: ["wrong-password", "too-many-attempts"],
  },
  refresh: {
    method: "POST",
    path: "/v1/sign-in/refresh",
    summary:
      "Trades a refresh token for a new pair. A token that was used before ends the sign-in, unless nothing of the pair given for it was used: its answer was lost.",
    signedIn: false,
    body: RefreshRequest,
    answer: { status: 200, schema: Session },
    errors: ["unauthorized", "refresh-reused"],
  },
  signOut: {
    method: "POST",
    path: "/v1/sign-out",
    summary: "Ends this sign-in, its event stream and its calls.",
    signedIn: true,
    body: noBody,
    answer: { status: 200, schema: Empty },
    errors: [],
  },
  people: {
    method: "GET",
    path: "/v1/people",
    summary: "Everybody here, with their presence.",
    signedIn: true,
    body: noBody,
    answer: { status: 200, schema: PeopleResponse },
    errors: [],
  },
  mediaAccess: {
    method: "POST",
    path: "/v1/media-access",
    summary: "A participant's token for the device gateway, for one call at most.",
    signedIn: true,
    body: noBody,
    answer: { status: 200, schema: MediaAccess },
    errors: ["platform-unavailable", "too-many-attempts"],
  },
  events: {
    method: "GET",
    path: "/v1/events",
    summary:
      "Server-sent events; the first is a snapshot. A newer stream of the same client replaces the older.",
    signedIn: true,
    body: noBody,
    answer: "event-stream",
    errors: [],
  },
  placeCall: {
    method: "POST",
    path: "/v1/calls",
    summary:
      "Rings every client of a person, or a phone. If that person is ringing us, answers that call instead.",
    signedIn: true,
    body: PlaceCallRequest,
    answer: { status: 200, schema: PlaceCallResponse },
    errors: [
      "not-found",
      ...targetErrors,
      "already-in-call",
      "call-gone",
      "media-access-gone",
      "platform-unavailable",
    ],
  },
  ringing: callAction("ringing", "The callee's client rings."),
  accept: {
    ...callAction("accept", "Answers the call here; the first client to do so wins."),
    body: AcceptCallRequest,
    errors: ["not-found", "already-in-call", "call-gone", "media-access-gone", "platform-unavailable"],
  },
  decline: callAction("decline", "Declines the call, for all clients of the callee."),
  hangUp: callAction("hang-up", "Cancels a call that rings, hangs up one that is answered."),
  hold: {
    ...callAction("hold", "Parks the call for us, or takes it back: we hear nobody and nobody hears us."),
    body: HoldCallRequest,
    errors: ["not-found", "call-gone", "already-in-call", "platform-unavailable"],
  },
  transfer: {
    ...callAction("transfer", "Gives our place to somebody who rings now; the call ends for us."),
    body: CallTargetRequest,
    errors: ["not-found", "call-gone", "call-full", ...targetErrors],
  },
  addToCall: {
    ...callAction("add", "Rings somebody into the call."),
    body: CallTargetRequest,
    errors: ["not-found", "call-gone", "call-full", ...targetErrors],
  },
  dropFromCall: {
    ...callAction("drop", "Takes somebody out of the call, or ends their ringing."),
    body: DropMemberRequest,
    errors: ["not-found", "call-gone", "member-gone", "not-host"],
  },
  rejoin: {
    ...callAction(
      "rejoin",
      "Our place in an answered call again, with a fresh media access; after a restart of this server, the whole call.",
    ),
    body: RejoinCallRequest,
    answer: { status: 200, schema: PlaceCallResponse },
    errors: [
      "not-found",
      "person-unknown",
      "already-in-call",
      "call-gone",
      "media-access-gone",
      "platform-unavailable",
    ],
  },
  createRoom: {
    method: "POST",
    path: "/v1/rooms",
    summary: "Makes a room; its maker is its host. Nobody is in it yet.",
    signedIn: true,
    body: CreateRoomRequest,
    answer: { status: 200, schema: RoomResponse },
    errors: ["too-many-attempts", "shutting-down"],
  },
  rooms: {
    method: "GET",
    path: "/v1/rooms",
    summary: "All rooms.",
    signedIn: true,
    body: noBody,
    answer: { status: 200, schema: RoomsResponse },
    errors: [],
  },
  joinRoom: {
    method: "POST",
    path: "/v1/rooms/join",
    summary: "Enters a room; it is one of our calls until we hang that up.",
    signedIn: true,
    body: JoinRoomRequest,
    answer: { status: 200, schema: RoomResponse },
    errors: [
      "room-gone",
      "room-full",
      "removed-from-room",
      "already-in-call",
      "call-gone",
      "media-access-gone",
      "platform-unavailable",
      "shutting-down",
    ],
  },
  endRoom: roomAction("end", "Ends the room for everybody.", noBody, ["not-host"]),
  removeFromRoom: roomAction("remove", "Takes somebody out of the room.", RemoveFromRoomRequest, [
    "not-host",
    "member-gone",
  ]),
  inviteToRoom: roomAction("invite", "Rings somebody into the room we are in.", InviteToRoomRequest, [
    "not-found",
    "room-full",
    ...targetErrors,
  ]),
  roomMe: roomAction("me", "What the others in the room should see of us.", RoomMeRequest, ["not-found"]),
  participantWebhook: {
    method: "POST",
    path: "/webhooks/participants/{secret}",
    summary: "Where the platform reports the devices of a participant.",
    signedIn: false,
    body: ParticipantWebhook,
    answer: { status: 204 },
    errors: ["not-found"],
  },
  voiceInitiated: {
    method: "POST",
    path: voiceWebhookPaths.callInitiated,
    summary: "Where the Voice API reports a call to one of our numbers (HTTP Basic); answered with BXML.",
    signedIn: false,
    body: VoiceWebhook,
    answer: "bxml",
    errors: ["unauthorized", "phones-unavailable"],
  },
  voiceStatus: {
    method: "POST",
    path: voiceWebhookPaths.callStatus,
    summary: "Where the Voice API reports the end of a call to one of our numbers (HTTP Basic).",
    signedIn: false,
    body: VoiceWebhook,
    answer: { status: 204 },
    errors: ["unauthorized", "phones-unavailable"],
  },
  voiceLeg: {
    method: "POST",
    path: "/webhooks/voice/{secret}/{leg}",
    summary: "Where the Voice API reports what happens to one phone leg; answered with BXML.",
    signedIn: false,
    body: VoiceWebhook,
    answer: "bxml",
    errors: ["not-found"],
  },
  health: {
    method: "GET",
    path: "/healthz",
    summary: "The process answers.",
    signedIn: false,
    body: noBody,
    answer: { status: 200, schema: Health },
    errors: [],
  },
  ready: {
    method: "GET",
    path: "/readyz",
    summary: "The platform answers too and takes our credentials, and the server is not about to stop.",
    signedIn: false,
    body: noBody,
    answer: { status: 200, schema: Health },
    errors: ["platform-unavailable", "shutting-down"],
  },
} satisfies Record<string, Operation>;

/** What the messages of the event stream look like. */
export const eventSchema = ServerEvent;

/** All errors that a route can answer with. */
export function errorsOf(operation: Operation): readonly ErrorCode[] {
  const fromBody: ErrorCode[] = operation.body === noBody ? [] : ["request-invalid"];
  const fromSignIn: ErrorCode[] = operation.signedIn ? ["unauthorized"] : [];
  return [...new Set([...fromBody, ...fromSignIn, ...operation.errors, "internal" as const])];
}
