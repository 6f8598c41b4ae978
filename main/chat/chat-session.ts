import { newDurable } from "../../common/chat/conversation-machine.ts";
import { conversationParts, type ConversationId, type ReaderId } from "../../common/chat/conversation-id.ts";
import type { Frame } from "../../common/chat/frame.ts";
import { LogId } from "../../common/chat/message.ts";
import type { Clock } from "../../common/clock.ts";
import type { HistoryProblem } from "../../common/contract/chat.ts";
import type { Log } from "../log/log.ts";
import type { ChatStore, Line } from "./chat-store.ts";
import { ConversationRunner } from "./conversation-runner.ts";
import type { OpenedChat } from "./open-chat-store.ts";
import type { Me } from "./ports.ts";

export interface ChatSessionPorts {
  readonly me: Me;
  readonly clock: Clock;
  readonly log: Log;
  readonly newId: () => string;
  /** A conversation has come into being. */
  readonly begun: (runner: ConversationRunner) => void;
  readonly changed: (conversation: ConversationId, lines: readonly Line[]) => void;
}

/** Gives mail to the token server; the answer comes back to the conversation as an event. */
export interface Outgoing {
  mailOwn(runner: ConversationRunner, reader: ReaderId, to: number, frames: readonly Frame[]): void;
  mail(readers: readonly ReaderId[], frame: Frame): void;
}

const maxConversations = 1_000;

/** The conversations of one account while it is signed in. Ends with `close`. */
export class ChatSession {
  readonly me: Me;
  readonly store: ChatStore;
  readonly mailKey: string;
  readonly problem: HistoryProblem | null;
  readonly #ports: ChatSessionPorts;
  readonly #runners = new Map<ConversationId, ConversationRunner>();
  readonly #last = new Map<ConversationId, Line>();
  #outgoing: Outgoing | null = null;

  private constructor({ store, mailKey, problem }: OpenedChat, ports: ChatSessionPorts) {
    this.me = ports.me;
    this.store = store;
    this.mailKey = mailKey;
    this.problem = problem;
    this.#ports = ports;
  }

  /** Reads every conversation, without its history. */
  static async open(opened: OpenedChat, ports: ChatSessionPorts): Promise<ChatSession> {
    const session = new ChatSession(opened, ports);
    for (const durable of await opened.store.all()) {
      const [last] = await opened.store.page(durable.conversation, Infinity, 1);
      if (last !== undefined) session.#last.set(durable.conversation, last);
      session.#add(new ConversationRunner(session.#runnerPorts(), durable, last?.position ?? 0));
    }
    return session;
  }

  get conversations(): readonly ConversationRunner[] {
    return [...this.#runners.values()];
  }

  /** Its newest line, if there is one. */
  last(id: ConversationId): Line | undefined {
    return this.#last.get(id);
  }

  find(id: ConversationId): ConversationRunner | undefined {
    return this.#runners.get(id);
  }

  /** The conversation, begun if need be; null for one with ourselves, or one too many. */
  get(id: ConversationId): ConversationRunner | null {
    const known = this.#runners.get(id);
    if (known !== undefined) return known;
    const parts = conversationParts(id);
    if (parts.kind === "person" && parts.user === this.me.user) return null;
    if (this.#runners.size >= maxConversations) return null;
    const durable = newDurable(id, LogId.parse(this.#ports.newId()));
    const runner = this.#add(new ConversationRunner(this.#runnerPorts(), durable, 0));
    this.#ports.begun(runner);
    return runner;
  }

  /** Until it is there, mail waits in the conversations. */
  useOutgoing(outgoing: Outgoing): void {
    this.#outgoing = outgoing;
  }

  async close(): Promise<void> {
    await Promise.all(this.conversations.map((runner) => runner.close()));
    await this.store.close();
  }

  #add(runner: ConversationRunner): ConversationRunner {
    this.#runners.set(runner.id, runner);
    return runner;
  }

  #runnerPorts(): ConstructorParameters<typeof ConversationRunner>[0] {
    const { me, clock, log, changed } = this.#ports;
    return {
      me,
      clock,
      log,
      store: this.store,
      changed: (conversation, lines) => {
        const last = lines.at(-1);
        if (last !== undefined) this.#last.set(conversation, last);
        changed(conversation, lines);
      },
      mail: (readers, frame) => this.#outgoing?.mail(readers, frame),
      mailOwn: (conversation, reader, to, frames) => {
        const runner = this.#runners.get(conversation);
        if (runner !== undefined) this.#outgoing?.mailOwn(runner, reader, to, frames);
      },
    };
  }
}
