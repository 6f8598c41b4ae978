import { readFile } from "node:fs/promises";
import { z } from "zod";
import { RoomCode, RoomId, UserId } from "../../../common/ids.ts";
import { TaskQueue } from "../../../common/task-queue.ts";
import { PersonName } from "../../../common/wire/calls.ts";
import type { RoomFacts } from "../calls/tracked-call.ts";
import { writeWhole } from "../write-whole.ts";

const Kept = z.object({
  version: z.literal(1),
  rooms: z.array(
    z.object({ id: RoomId, code: RoomCode, name: PersonName, host: UserId, createdAt: z.number() }),
  ),
});

/** Which rooms there are, over restarts: their links stay good, and who was in one joins it again. */
export interface RoomStore {
  /** As of the start. */
  readonly kept: readonly RoomFacts[];
  put(room: RoomFacts): void;
  delete(id: RoomId): void;
  /** Resolves when all of it would survive a restart. */
  idle(): Promise<void>;
}

/** Forgets everything with the process. */
export const forgetfulRoomStore: RoomStore = {
  kept: [],
  put: () => {},
  delete: () => {},
  idle: () => Promise.resolve(),
};

/** One JSON file, replaced as a whole. */
export class FileRoomStore implements RoomStore {
  readonly kept: readonly RoomFacts[];
  readonly #path: string;
  readonly #rooms: Map<RoomId, RoomFacts>;
  readonly #writes = new TaskQueue();
  #due = false;

  private constructor(path: string, kept: readonly RoomFacts[]) {
    this.#path = path;
    this.kept = kept;
    this.#rooms = new Map(kept.map((room) => [room.id, room]));
  }

  /** Rejects for a file that is not ours: it must not be overwritten. */
  static async open(path: string): Promise<FileRoomStore> {
    let text: string;
    try {
      text = await readFile(path, "utf8");
    } catch (cause) {
      if (cause instanceof Error && "code" in cause && cause.code === "ENOENT")
        return new FileRoomStore(path, []);
      throw cause;
    }
    return new FileRoomStore(path, Kept.parse(JSON.parse(text)).rooms);
  }

  put(room: RoomFacts): void {
    this.#rooms.set(room.id, room);
    this.#save();
  }

  delete(id: RoomId): void {
    if (this.#rooms.delete(id)) this.#save();
  }

  idle(): Promise<void> {
    return this.#writes.idle();
  }

  #save(): void {
    if (this.#due) return;
    this.#due = true;
    void this.#writes.run(() => {
      this.#due = false;
      return writeWhole(this.#path, JSON.stringify({ version: 1, rooms: [...this.#rooms.values()] }));
    });
  }
}
