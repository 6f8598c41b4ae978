import type { ClassicLevel } from "classic-level";
import { z } from "zod";
import type { ConversationId } from "../../common/chat/conversation-id.ts";
import { Durable } from "../../common/chat/conversation.ts";
import { LogId, SentMessage } from "../../common/chat/message.ts";
import { UserId } from "../../common/ids.ts";
import type { ChatStore, Commit, Entry, Line } from "./chat-store.ts";
import type { RecordSeal } from "./sealed-record.ts";

const Kept = z.object({
  position: z.int(),
  entry: z.discriminatedUnion("kind", [
    z.object({ kind: z.literal("message"), log: LogId, from: UserId, message: SentMessage }),
    z.object({
      kind: z.literal("key"),
      of: UserId,
      change: z.enum(["new-client", "new-key"]),
      at: z.number(),
    }),
  ]),
}) satisfies z.ZodType<{ position: number; entry: Entry }>;

type Database = ClassicLevel<string, Uint8Array>;

/**
 * LevelDB with sealed values.
 *
 *   c/<conversation>               its durable state
 *   m/<conversation>/<position>    one line
 *   o/<conversation>/<number>      the position of our own message of that number
 *   n/<name>                       a note
 */
export class LevelChatStore implements ChatStore {
  readonly #database: Database;
  readonly #seal: RecordSeal;

  constructor(database: Database, seal: RecordSeal) {
    this.#database = database;
    this.#seal = seal;
  }

  async all(): Promise<readonly Durable[]> {
    const found: Durable[] = [];
    for await (const [key, value] of this.#database.iterator({ gte: "c/", lt: "c0" })) {
      found.push(Durable.parse(this.#seal.open(key, value)));
    }
    return found;
  }

  async commit({ durable, lines }: Commit, durably: boolean): Promise<void> {
    const name = this.#seal.name(durable.conversation);
    const records: { type: "put"; key: string; value: Uint8Array }[] = [];
    const put = (key: string, value: unknown): void => {
      records.push({ type: "put", key, value: this.#seal.seal(key, value) });
    };
    put(`c/${name}`, durable);
    for (const line of lines) {
      put(`m/${name}/${ordered(line.position)}`, line);
      const { entry } = line;
      if (entry.kind === "message" && entry.log === durable.log)
        put(`o/${name}/${ordered(entry.message.seq)}`, line.position);
    }
    await this.#database.batch(records, { sync: durably });
  }

  async page(conversation: ConversationId, before: number, limit: number): Promise<readonly Line[]> {
    const prefix = `m/${this.#seal.name(conversation)}/`;
    const range = { gte: prefix, lt: `${prefix}${ordered(before)}`, reverse: true, limit };
    const lines: Line[] = [];
    for await (const [key, value] of this.#database.iterator(range)) lines.unshift(this.#line(key, value));
    return lines;
  }

  async own(conversation: ConversationId, from: number, to: number): Promise<readonly SentMessage[]> {
    const name = this.#seal.name(conversation);
    const range = { gte: `o/${name}/${ordered(from)}`, lte: `o/${name}/${ordered(to)}` };
    const messages: SentMessage[] = [];
    for await (const [key, value] of this.#database.iterator(range)) {
      const at = `m/${name}/${ordered(z.int().parse(this.#seal.open(key, value)))}`;
      const kept = await this.#database.get(at);
      const entry = kept === undefined ? null : this.#line(at, kept).entry;
      if (entry?.kind === "message") messages.push(entry.message);
    }
    return messages;
  }

  async note(name: string): Promise<unknown> {
    const key = `n/${this.#seal.name(name)}`;
    const kept = await this.#database.get(key);
    return kept === undefined ? null : this.#seal.open(key, kept);
  }

  async keepNote(name: string, value: unknown): Promise<void> {
    const key = `n/${this.#seal.name(name)}`;
    await this.#database.put(key, this.#seal.seal(key, value), { sync: true });
  }

  close(): Promise<void> {
    return this.#database.close();
  }

  #line(key: string, value: Uint8Array): Line {
    return Kept.parse(this.#seal.open(key, value));
  }
}

/** Digits that sort as the numbers do. */
const ordered = (number: number): string => Math.min(number, 999_999_999_999).toString().padStart(12, "0");
