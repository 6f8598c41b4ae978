import type { RoomCode, RoomId } from "../../common/ids.ts";
import type { Dispose } from "../../common/scope.ts";
import type { Room } from "../../common/wire/rooms.ts";
import type { ServerEvent } from "../../common/wire/token-server.ts";

/** The rooms of this account's server as the event stream told of them last. */
export class Rooms {
  readonly #rooms = new Map<RoomId, Room>();
  readonly #listeners = new Set<() => void>();

  /** Newest first. */
  get all(): Room[] {
    return [...this.#rooms.values()].sort((a, b) => b.createdAt - a.createdAt || a.id.localeCompare(b.id));
  }

  find(by: { readonly id: RoomId } | { readonly code: RoomCode }): Room | undefined {
    return "id" in by ? this.#rooms.get(by.id) : this.all.find((room) => room.code === by.code);
  }

  onChange(listener: () => void): Dispose {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  serviceEvent(event: ServerEvent): void {
    switch (event.type) {
      case "snapshot":
        this.#rooms.clear();
        for (const room of event.rooms) this.#rooms.set(room.id, room);
        return this.#changed();
      case "room.changed":
        this.#rooms.set(event.room.id, event.room);
        return this.#changed();
      case "room.closed":
        this.#rooms.delete(event.roomId);
        return this.#changed();
      default:
        return;
    }
  }

  /** Another account may know other rooms. */
  clear(): void {
    this.#rooms.clear();
    this.#changed();
  }

  #changed(): void {
    for (const listener of [...this.#listeners]) listener();
  }
}
