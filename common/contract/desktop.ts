/** What a page may see of the desktop around it, and ask of it. */
import { z } from "zod";
import { PhoneNumber, RoomCode, UserId } from "../ids.ts";

/** A link from outside waits for the user's word: nothing is dialled without it. */
export const PendingLink = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("call-phone"), number: PhoneNumber }),
  z.object({ kind: z.literal("call-person"), user: UserId, name: z.string() }),
  z.object({ kind: z.literal("join"), code: RoomCode }),
  /** Not to be opened; to be told. */
  z.object({ kind: z.literal("emergency") }),
  z.object({ kind: z.literal("unreadable") }),
]);
export type PendingLink = z.infer<typeof PendingLink>;

export const DesktopState = z.object({
  link: PendingLink.nullable(),
  /** taken: another program holds one of the keys. */
  shortcuts: z.enum(["off", "on", "taken"]),
  /** Without a tray the window cannot be closed and the phone stay alive. */
  tray: z.boolean(),
});
export type DesktopState = z.infer<typeof DesktopState>;

const nothing = z.null();
export const desktopRequests = {
  /** The user's word on the pending link. */
  "link.answer": { input: z.object({ open: z.boolean() }), output: nothing },
  /** To the front, with the focus. */
  "window.show": { input: nothing, output: nothing },
} as const;

/** What the small windows may ask: they act on calls and shares, and see no more than the main window does. */
export const cardRequestNames = [
  "state.get",
  "call.accept",
  "call.decline",
  "call.hang-up",
  "call.mute",
  "call.hold",
  "screen.pause",
  "screen.stop",
  "window.show",
] as const;
