import { conversationParts, type ConversationId } from "../../common/chat/conversation-id.ts";
import { cleanText, MessageId } from "../../common/chat/message.ts";
import type { Clock } from "../../common/clock.ts";
import type { ChatLine, ChatState, OpenConversation } from "../../common/contract/chat.ts";
import type { Failure } from "../../common/errors.ts";
import type { ClientId } from "../../common/ids.ts";
import { err, ok, type Result } from "../../common/result.ts";
import type { Dispose } from "../../common/scope.ts";
import { TaskQueue } from "../../common/task-queue.ts";
import type { Me as Person } from "../backend/backend.ts";
import type { Log } from "../log/log.ts";
import { ChatSession } from "./chat-session.ts";
import type { Line } from "./chat-store.ts";
import type { ConversationRunner } from "./conversation-runner.ts";
import type { MessageNotices } from "./message-notices.ts";
import type { OpenedChat } from "./open-chat-store.ts";
import { lastOf, lineOf, progressOf, unreadOf, wayOf } from "./summaries.ts";
import type { Titles } from "./titles.ts";

export interface ChatAccount {
  readonly server: string;
  readonly username: string;
  readonly me: Person;
}

export interface ChatServicePorts {
  readonly clock: Clock;
  readonly log: Log;
  readonly clientId: () => ClientId;
  readonly newId: () => string;
  readonly openStore: (account: ChatAccount) => Promise<OpenedChat>;
  readonly titles: Titles;
  readonly notices: MessageNotices;
  readonly sendOpen: (open: OpenConversation) => void;
  readonly begun: (runner: ConversationRunner) => void;
  /** The user looks at this conversation, or has written in it: a link would be good. */
  readonly wanted: (conversation: ConversationId) => void;
}

const pageLines = 100;
const notSignedIn = { code: "not-signed-in" } as const;

/** The conversations of whoever is signed in, as the page is shown them and as the user acts on them. */
export class ChatService {
  readonly #ports: ChatServicePorts;
  readonly #tasks = new TaskQueue();
  readonly #listeners = new Set<() => void>();
  readonly #sessionListeners = new Set<(session: ChatSession | null) => void>();
  #session: ChatSession | null = null;
  #wanted: ChatAccount | null = null;
  #open: ConversationId | null = null;
  #revision = 0;
  #openDue = false;

  constructor(ports: ChatServicePorts) {
    this.#ports = ports;
  }

  get session(): ChatSession | null {
    return this.#session;
  }

  get state(): ChatState {
    const session = this.#session;
    if (session === null) return { conversations: [], historyProblem: null };
    const conversations = session.conversations.map((runner) => ({
      id: runner.id,
      title: this.#ports.titles.of(runner.id),
      unread: unreadOf(runner.state),
      last: lastOf(session.last(runner.id)),
      way: wayOf(runner.state),
    }));
    conversations.sort((one, other) => (other.last?.at ?? 0) - (one.last?.at ?? 0));
    return { conversations, historyProblem: session.problem };
  }

  onChange(listener: () => void): Dispose {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** A session begins when its history is open, and ends at sign-out. */
  onSession(listener: (session: ChatSession | null) => void): Dispose {
    this.#sessionListeners.add(listener);
    return () => this.#sessionListeners.delete(listener);
  }

  /** Somebody signed in, or nobody is. One after the other: a history can be open once only. */
  use(account: ChatAccount | null): Promise<void> {
    this.#wanted = account;
    return this.#tasks.run(async () => {
      await this.#end();
      if (account === null || this.#wanted !== account) return;
      const { clock, log, newId, clientId, openStore, titles, begun } = this.#ports;
      const session = await ChatSession.open(await openStore(account), {
        me: { user: account.me.id, client: clientId() },
        clock,
        log,
        newId,
        begun,
        changed: (conversation, lines) => this.#changed(conversation, lines),
      });
      await titles.use(session.store);
      this.#session = session;
      for (const listener of [...this.#sessionListeners]) listener(session);
      this.#tell();
    });
  }

  async open(id: ConversationId): Promise<Result<OpenConversation, Failure>> {
    const runner = this.#session?.get(id) ?? null;
    if (runner === null) return err(notSignedIn);
    this.#open = id;
    this.#ports.wanted(id);
    return ok(await this.#view(runner));
  }

  /** No conversation is on the screen. */
  close(): void {
    this.#open = null;
  }

  /** Answers when the message is on the disk. */
  async send(id: ConversationId, text: string): Promise<Result<null, Failure>> {
    const runner = this.#session?.get(id) ?? null;
    const clean = cleanText(text);
    if (runner === null || clean === null) return err(notSignedIn);
    const { newId, clock, wanted } = this.#ports;
    wanted(id);
    const messageId = MessageId.parse(newId());
    await runner.dispatch({ type: "user.sent", id: messageId, text: clean, at: clock.now() });
    return runner.failed ? err({ code: "internal" }) : ok(null);
  }

  async page(
    id: ConversationId,
    before: number,
  ): Promise<Result<{ lines: ChatLine[]; older: boolean }, Failure>> {
    const session = this.#session;
    const runner = session?.find(id);
    if (session === null || runner === undefined) return err(notSignedIn);
    const lines = await session.store.page(id, before, pageLines);
    const own = runner.state.durable.log;
    return ok({ lines: lines.map((line) => lineOf(line, own)), older: (lines[0]?.position ?? 1) > 1 });
  }

  read(id: ConversationId): void {
    this.#ports.notices.seen(id);
    this.dispatch(id, { type: "user.read" });
  }

  retry(id: ConversationId): void {
    this.dispatch(id, { type: "user.retried" });
  }

  /** An event for a conversation that there is; its failures are in the log already. */
  dispatch(id: ConversationId, event: Parameters<ConversationRunner["dispatch"]>[0]): void {
    void this.#session
      ?.find(id)
      ?.dispatch(event)
      .catch(() => undefined);
  }

  async #end(): Promise<void> {
    const session = this.#session;
    this.#session = null;
    this.#open = null;
    if (session === null) return;
    for (const listener of [...this.#sessionListeners]) listener(null);
    await session.close();
    this.#tell();
  }

  #changed(id: ConversationId, lines: readonly Line[]): void {
    const session = this.#session;
    const runner = session?.find(id);
    if (session === null || runner === undefined) return;
    const news = lines.filter(({ entry }) => entry.kind === "message" && entry.from !== session.me.user);
    if (news.length > 0) {
      this.#ports.notices.arrived({
        conversation: id,
        title: this.#ports.titles.of(id),
        room: conversationParts(id).kind === "room",
        news,
        unread: unreadOf(runner.state),
        onScreen: this.#open === id,
      });
    } else if (unreadOf(runner.state) === 0) this.#ports.notices.seen(id);
    if (this.#open === id) this.#showOpen();
    this.#tell();
  }

  /** At most one a turn of the event loop, however much changed in it. */
  #showOpen(): void {
    if (this.#openDue) return;
    this.#openDue = true;
    setImmediate(() => {
      this.#openDue = false;
      const runner = this.#open === null ? undefined : this.#session?.find(this.#open);
      if (runner === undefined) return;
      void this.#view(runner).then((open) => {
        if (this.#open === open.id) this.#ports.sendOpen(open);
      });
    });
  }

  async #view(runner: ConversationRunner): Promise<OpenConversation> {
    const revision = ++this.#revision;
    const lines = (await this.#session?.store.page(runner.id, Infinity, pageLines)) ?? [];
    const { log } = runner.state.durable;
    return {
      revision,
      id: runner.id,
      lines: lines.map((line) => lineOf(line, log)),
      older: (lines[0]?.position ?? 1) > 1,
      progress: progressOf(runner.state),
    };
  }

  #tell(): void {
    for (const listener of [...this.#listeners]) listener();
  }
}
