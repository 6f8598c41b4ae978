import type { ConversationId } from "../../common/chat/conversation-id.ts";
import type { Durable } from "../../common/chat/conversation.ts";
import type { LogId, SentMessage } from "../../common/chat/message.ts";
import type { UserId } from "../../common/ids.ts";

/** One line of a history, numbered by `position` in the order in which it came to be here. */
export type Entry =
  | {
      readonly kind: "message";
      readonly log: LogId;
      readonly from: UserId;
      readonly message: SentMessage;
    }
  /** Another key to seal for, at a client that had one before or that is new: the user should know. */
  | {
      readonly kind: "key";
      readonly of: UserId;
      readonly change: "new-client" | "new-key";
      readonly at: number;
    };

export interface Line {
  readonly position: number;
  readonly entry: Entry;
}

/** What belongs together: all of it is on disk afterwards, or nothing. */
export interface Commit {
  readonly durable: Durable;
  readonly lines: readonly Line[];
}

/** Conversations of one account at this client. */
export interface ChatStore {
  /** Every conversation, without its history. */
  all(): Promise<readonly Durable[]>;
  /** `durably`: it survives the loss of the process, and of power as far as the system promises. */
  commit(commit: Commit, durably: boolean): Promise<void>;
  /** The newest `limit` lines below this position, oldest first. */
  page(conversation: ConversationId, before: number, limit: number): Promise<readonly Line[]>;
  /** Messages of our own log, both ends included, in order. */
  own(conversation: ConversationId, from: number, to: number): Promise<readonly SentMessage[]>;
  /** Small things beside the conversations, by name; null for none. */
  note(name: string): Promise<unknown>;
  keepNote(name: string, value: unknown): Promise<void>;
  close(): Promise<void>;
}
