import { z } from "zod";
import { conversationParts, type ConversationId, inRoom } from "../../common/chat/conversation-id.ts";
import type { UserId } from "../../common/ids.ts";
import type { ServerEvent } from "../../common/wire/token-server.ts";
import type { ChatStore } from "./chat-store.ts";

const note = "titles";
const Kept = z.record(z.string(), z.string().max(100));
const maxKept = 1_000;

/** What conversations are called. People have names in the directory; a room's name is kept, for it outlives the room. */
export class Titles {
  readonly #nameOf: (user: UserId) => string | undefined;
  readonly #rooms = new Map<string, string>();
  #store: ChatStore | null = null;

  constructor(nameOf: (user: UserId) => string | undefined) {
    this.#nameOf = nameOf;
  }

  /** Takes up what another session has kept. */
  async use(store: ChatStore): Promise<void> {
    const kept = Kept.safeParse(await store.note(note));
    this.#store = store;
    for (const [id, name] of Object.entries(kept.data ?? {})) {
      if (!this.#rooms.has(id)) this.#rooms.set(id, name);
    }
  }

  of(conversation: ConversationId): string {
    const parts = conversationParts(conversation);
    if (parts.kind === "person") return this.#nameOf(parts.user) ?? parts.user;
    return this.#rooms.get(conversation) ?? "Session";
  }

  serviceEvent(event: ServerEvent): void {
    if (event.type === "snapshot") for (const room of event.rooms) this.#learn(inRoom(room.id), room.name);
    else if (event.type === "room.changed") this.#learn(inRoom(event.room.id), event.room.name);
  }

  /** Those of a room that we have joined are to be known when it is gone. */
  keep(): void {
    void this.#store?.keepNote(note, Object.fromEntries([...this.#rooms].slice(-maxKept)));
  }

  #learn(conversation: ConversationId, name: string): void {
    this.#rooms.set(conversation, name);
  }
}
