import { RoomCode } from "../ids.ts";

/** What is sent to somebody so that they can join: opens Deskline on a computer that has it. */
export const roomLink = (code: RoomCode): string => `deskline:join/${code}`;

/** Reads a join link, or the bare code that was read out. Null for anything else. */
export function readRoomCode(typed: string): RoomCode | null {
  const bare = typed
    .trim()
    .toLowerCase()
    .replace(/^deskline:(\/\/)?join\//, "")
    .replace(/\/$/, "")
    // As people read it out and write it down.
    .replace(/[\s-]/g, "");
  const code = RoomCode.safeParse(bare);
  return code.success ? code.data : null;
}
