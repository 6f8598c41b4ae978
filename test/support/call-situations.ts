/** A call in every situation that its machine tells apart, and every event that can come to it. */
import type { Call, EndReason, Phase, Remote } from "../../common/call/call.ts";
import type { CallEvent, CallEventType, TimerName } from "../../common/call/call-events.ts";
import { CallId, MemberId, RoomId, UserId } from "../../common/ids.ts";
import type { CallMember } from "../../common/wire/calls.ts";

const id = CallId.parse("0b8f9c0a-5a1e-4a53-9a39-0a6f2f6f3b11");
export const remote: Remote = { kind: "person", userId: UserId.parse("bob"), name: "Bob Okafor" };
export const room: Remote = { kind: "room", roomId: RoomId.parse(id), name: "Standup" };
export const carol: Remote = { kind: "person", userId: UserId.parse("carol"), name: "Carol Díaz" };
export const at = 9_000;

const member = (name: string): CallMember => ({
  id: MemberId.parse(name),
  party: { kind: "person", id: UserId.parse(name), name },
  state: "joined",
  holding: false,
  participantId: `p-${name}`,
});
export const members = [member("alice"), member("carol")];

/** Every situation that `step` tells apart; a new phase does not compile until it has its rows. */
export type Situation =
  | Exclude<Phase, "ringing">
  | "ringing outbound"
  | "ringing inbound"
  | "connected held"
  | "reconnecting held"
  | "trying room"
  | "connecting room"
  | "connected room"
  | "reconnecting room";
/** Every event, its variants by name; a new event or timer does not compile until it has its rows. */
export type Case =
  | Exclude<
      CallEventType,
      "timer.elapsed" | "user.muted" | "user.held" | "user.camera" | "service.hold-refused" | "media.camera"
    >
  | `timer ${TimerName}`
  | "mute"
  | "unmute"
  | "hold"
  | "resume"
  | "hold refused"
  | "resume refused"
  | "camera on"
  | "camera off"
  | "camera is on"
  | "camera is off";

const common = { id, remote, startedAt: 1_000, calledNumber: null };
const live = {
  ...common,
  muted: false,
  held: false,
  heldByThem: false,
  camera: "off" as const,
  members: [],
  transferredBy: null,
};
const answered = { ...live, direction: "outbound", answeredAt: 3_000 } as const;
const inRoom = { ...answered, remote: room, members: [member("alice")] };

export const situations: Record<Situation, Call> = {
  trying: { phase: "trying", ...live, direction: "outbound" },
  "ringing outbound": { phase: "ringing", ...live, direction: "outbound" },
  "ringing inbound": { phase: "ringing", ...live, direction: "inbound" },
  connecting: { phase: "connecting", ...answered },
  connected: { phase: "connected", ...answered, connectedAt: 4_000 },
  "connected held": { phase: "connected", ...answered, held: true, connectedAt: 4_000 },
  reconnecting: { phase: "reconnecting", ...answered, connectedAt: 4_000 },
  "reconnecting held": { phase: "reconnecting", ...answered, held: true, connectedAt: 4_000 },
  "trying room": { phase: "trying", ...live, remote: room, direction: "outbound" },
  "connecting room": { phase: "connecting", ...inRoom },
  "connected room": { phase: "connected", ...inRoom, connectedAt: 4_000 },
  "reconnecting room": { phase: "reconnecting", ...inRoom, connectedAt: 4_000 },
  ended: {
    phase: "ended",
    ...common,
    direction: "outbound",
    reason: { code: "busy" },
    connectedAt: null,
    endedAt: 2_000,
  },
};

export const theirReason: EndReason = { code: "hung-up", by: "them" };
export const refusal: EndReason = { code: "offline" };
export const mediaError = { code: "microphone-denied" } as const;

export const events: Record<Case, CallEvent> = {
  "user.accepted": { type: "user.accepted", at },
  "user.declined": { type: "user.declined", at },
  "user.hung-up": { type: "user.hung-up", at },
  "user.signed-out": { type: "user.signed-out", at },
  mute: { type: "user.muted", at, muted: true },
  unmute: { type: "user.muted", at, muted: false },
  hold: { type: "user.held", at, held: true },
  resume: { type: "user.held", at, held: false },
  "hold refused": { type: "service.hold-refused", at, held: true },
  "resume refused": { type: "service.hold-refused", at, held: false },
  "camera on": { type: "user.camera", at, on: true },
  "camera off": { type: "user.camera", at, on: false },
  "remote.ringing": { type: "remote.ringing", at },
  "remote.answered": { type: "remote.answered", at },
  "remote.changed": { type: "remote.changed", at, remote: carol, members, heldByThem: true },
  "remote.ended": { type: "remote.ended", at, reason: theirReason },
  "service.refused": { type: "service.refused", at, reason: refusal },
  "service.joined": { type: "service.joined", at },
  "service.forgot": { type: "service.forgot", at },
  "service.rejoined": { type: "service.rejoined", at },
  "service.rejoin-failed": { type: "service.rejoin-failed", at },
  "media.flowing": { type: "media.flowing", at },
  "media.interrupted": { type: "media.interrupted", at },
  "media.published": { type: "media.published", at },
  "media.relinked": { type: "media.relinked", at },
  "camera is on": { type: "media.camera", at, on: true },
  "camera is off": { type: "media.camera", at, on: false },
  "media.shut-out": { type: "media.shut-out", at, error: mediaError },
  "media.failed": { type: "media.failed", at, error: mediaError },
  "timer no-answer": { type: "timer.elapsed", at, timer: "no-answer" },
  "timer connect": { type: "timer.elapsed", at, timer: "connect" },
  "timer reconnect": { type: "timer.elapsed", at, timer: "reconnect" },
  "timer rejoin": { type: "timer.elapsed", at, timer: "rejoin" },
};
