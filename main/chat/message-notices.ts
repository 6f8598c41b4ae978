import type { ConversationId } from "../../common/chat/conversation-id.ts";
import type { Settings } from "../../common/contract/state.ts";
import type { UserId } from "../../common/ids.ts";
import type { Line } from "./chat-store.ts";
import type { ChatNotifications } from "./ports.ts";

export interface MessageNoticePorts {
  readonly notifications: ChatNotifications;
  readonly settings: () => Pick<Settings, "messageNotifications" | "messagePreview" | "doNotDisturb">;
  /** Our window has the keyboard focus. */
  readonly windowFocused: () => boolean;
  /** Somebody else may be looking at the screen. */
  readonly screenLocked: () => boolean;
  readonly nameOf: (user: UserId) => string | undefined;
}

export interface Arrival {
  readonly conversation: ConversationId;
  readonly title: string;
  readonly room: boolean;
  readonly news: readonly Line[];
  readonly unread: number;
  /** The page shows this conversation. */
  readonly onScreen: boolean;
}

const wordsLength = 200;

/** Which messages the desktop tells of, and how much it says. */
export class MessageNotices {
  readonly #ports: MessageNoticePorts;
  readonly #shown = new Set<ConversationId>();

  constructor(ports: MessageNoticePorts) {
    this.#ports = ports;
  }

  arrived({ conversation, title, room, news, unread, onScreen }: Arrival): void {
    const { windowFocused, notifications } = this.#ports;
    const { messageNotifications, doNotDisturb } = this.#ports.settings();
    if (!messageNotifications || doNotDisturb || unread === 0) return;
    if (onScreen && windowFocused()) return;
    const entry = news.at(-1)?.entry;
    if (entry?.kind !== "message") return;
    this.#shown.add(conversation);
    const writer = room ? `${this.#ports.nameOf(entry.from) ?? entry.from}: ` : "";
    const words = this.#mayShowWords() ? `${writer}${entry.message.text}`.slice(0, wordsLength) : null;
    notifications.message({ conversation, title, words, count: unread });
  }

  /** Nothing of it needs telling any more. */
  seen(conversation: ConversationId): void {
    if (this.#shown.delete(conversation)) this.#ports.notifications.withdraw(conversation);
  }

  #mayShowWords(): boolean {
    return this.#ports.settings().messagePreview && !this.#ports.screenLocked();
  }
}
