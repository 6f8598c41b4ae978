import type { ConversationId } from "../../common/chat/conversation-id.ts";
import type { Durable } from "../../common/chat/conversation.ts";
import type { SentMessage } from "../../common/chat/message.ts";
import type { ChatStore, Commit, Line } from "./chat-store.ts";

/** For this run only: where no keychain keeps the key, nothing is written. */
export class MemoryChatStore implements ChatStore {
  readonly #conversations = new Map<ConversationId, { durable: Durable; lines: Line[] }>();
  readonly #notes = new Map<string, unknown>();

  all(): Promise<readonly Durable[]> {
    return Promise.resolve([...this.#conversations.values()].map(({ durable }) => durable));
  }

  commit({ durable, lines }: Commit): Promise<void> {
    const before = this.#conversations.get(durable.conversation)?.lines ?? [];
    this.#conversations.set(durable.conversation, { durable, lines: before });
    before.push(...lines);
    return Promise.resolve();
  }

  page(conversation: ConversationId, before: number, limit: number): Promise<readonly Line[]> {
    const lines = this.#conversations.get(conversation)?.lines ?? [];
    return Promise.resolve(lines.filter(({ position }) => position < before).slice(-limit));
  }

  own(conversation: ConversationId, from: number, to: number): Promise<readonly SentMessage[]> {
    const kept = this.#conversations.get(conversation);
    const messages = (kept?.lines ?? []).flatMap(({ entry }) =>
      entry.kind === "message" && entry.log === kept?.durable.log ? [entry.message] : [],
    );
    return Promise.resolve(messages.filter(({ seq }) => seq >= from && seq <= to));
  }

  note(name: string): Promise<unknown> {
    return Promise.resolve(this.#notes.get(name) ?? null);
  }

  keepNote(name: string, value: unknown): Promise<void> {
    this.#notes.set(name, value);
    return Promise.resolve();
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
