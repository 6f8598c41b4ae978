import { RoomCode } from "../ids.ts";
import { parseLink } from "../links/parse-link.ts";

/** What is sent to somebody so that they can join: opens Deskline on a computer that has it. */
export const roomLink = (code: RoomCode): string => `deskline:join/${code}`;

/** Reads a join link, or the bare code as people read it out and write it down. Null for anything else. */
export function readRoomCode(typed: string): RoomCode | null {
  // Only a number would be read by the region, and that is no session.
  const link = parseLink(typed.trim(), "US");
  if (link !== null) return link.kind === "join" ? link.code : null;
  const code = RoomCode.safeParse(typed.toLowerCase().replace(/[\s-]/g, ""));
  return code.success ? code.data : null;
}
