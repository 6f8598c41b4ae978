/** Rooms (in the user's words: sessions) as the token server's HTTP API and event stream show them. */
import { z } from "zod";
import { CallId, MediaAccessId, MemberId, RoomCode, RoomId, UserId } from "../ids.ts";
import { Party, PersonName, Target } from "./calls.ts";

export const RoomMember = z.object({
  id: MemberId,
  party: Party,
  /** The platform's participant: tells whose streams are whose. */
  participantId: z.string(),
  muted: z.boolean(),
  /** Ms since the epoch. */
  joinedAt: z.number(),
});
export type RoomMember = z.infer<typeof RoomMember>;

/** Everybody of this token server sees every room; joining takes its id or its code. */
export const Room = z.object({
  id: RoomId,
  code: RoomCode,
  name: PersonName,
  /** Who may remove others and end it for all: its maker. */
  host: UserId,
  createdAt: z.number(),
  members: z.array(RoomMember).max(20),
});
export type Room = z.infer<typeof Room>;

export const CreateRoomRequest = z.object({ name: PersonName });
export type CreateRoomRequest = z.infer<typeof CreateRoomRequest>;
export const RoomResponse = z.object({ room: Room });
export const RoomsResponse = z.object({ rooms: z.array(Room) });
/** `callId` is made by the client: the room is one of its calls. Joining twice with one id is joining once. */
export const JoinRoomRequest = z.object({
  callId: CallId,
  room: z.union([z.object({ id: RoomId }), z.object({ code: RoomCode })]),
  mediaAccessId: MediaAccessId,
});
export type JoinRoomRequest = z.infer<typeof JoinRoomRequest>;
export const RemoveFromRoomRequest = z.object({ memberId: MemberId });
/** Rings somebody into the room; a person gets an incoming call whose acceptance joins, a phone is dialled. */
export const InviteToRoomRequest = z.object({ to: Target });
/** What others should see of us. */
export const RoomMeRequest = z.object({ muted: z.boolean() });

/** A room's own events. That we are out of one comes as `call.ended` with the id we joined by. */
export const roomEvents = [
  z.object({ type: z.literal("room.changed"), room: Room }),
  z.object({ type: z.literal("room.closed"), roomId: RoomId }),
] as const;
