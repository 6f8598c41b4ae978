/** What chat needs of the rest of main, named by it. */
import type { ConversationId } from "../../common/chat/conversation-id.ts";
import type { ClientId, UserId } from "../../common/ids.ts";

/** Who we are, at which installation. */
export interface Me {
  readonly user: UserId;
  readonly client: ClientId;
}

export interface ChatNotifications {
  /** A newer one of the same conversation replaces the older. */
  message(about: {
    readonly conversation: ConversationId;
    readonly title: string;
    /** Null keeps the words out of it. */
    readonly words: string | null;
    readonly count: number;
  }): void;
  withdraw(conversation: ConversationId): void;
}
