/** What a page may ask about calls and rooms. */
import { z } from "zod";
import { CallId, MemberId, RoomCode, RoomId } from "../ids.ts";
import { PersonName, Target } from "../wire/calls.ts";

const nothing = z.null();
const one = z.object({ id: CallId });

export const callRequests = {
  "call.place": { input: z.object({ to: Target }), output: CallId },
  "call.accept": { input: one, output: nothing },
  "call.decline": { input: one, output: nothing },
  "call.hang-up": { input: one, output: nothing },
  "call.mute": { input: one.extend({ muted: z.boolean() }), output: nothing },
  /** Taking a call back puts the one that was active on hold. */
  "call.hold": { input: one.extend({ held: z.boolean() }), output: nothing },
  "call.digits": { input: one.extend({ digits: z.string().regex(/^[0-9A-D*#,]{1,32}$/) }), output: nothing },
  /** Blind: we are out of the call as soon as the service has taken it. */
  "call.transfer": { input: one.extend({ to: Target }), output: nothing },
  "call.add": { input: one.extend({ to: Target }), output: nothing },
  "call.drop": { input: one.extend({ member: MemberId }), output: nothing },
  "call.camera": { input: one.extend({ on: z.boolean() }), output: nothing },
  "call.dismiss": { input: one, output: nothing },
  /** Makes a room and joins it. */
  "room.create": { input: z.object({ name: PersonName }), output: CallId },
  "room.join": {
    input: z.object({ room: z.union([z.object({ id: RoomId }), z.object({ code: RoomCode })]) }),
    output: CallId,
  },
  /** For the host: puts everybody out. */
  "room.end": { input: z.object({ room: RoomId }), output: nothing },
  "room.remove": { input: z.object({ room: RoomId, member: MemberId }), output: nothing },
  "room.invite": { input: z.object({ room: RoomId, to: Target }), output: nothing },
  /** Recents are kept by main; null clears them all. */
  "recents.remove": { input: z.object({ id: CallId.nullable() }), output: nothing },
  /** The missed calls have been looked at. */
  "recents.seen": { input: nothing, output: nothing },
} as const;
