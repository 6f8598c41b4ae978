import type { Clock } from "../../common/clock.ts";
import { restore, step } from "../../common/chat/conversation-machine.ts";
import type {
  ChatEffect,
  ChatEvent,
  ChatTimer,
  Conversation,
  Durable,
} from "../../common/chat/conversation.ts";
import { type ConversationId, type ReaderId, wireConversation } from "../../common/chat/conversation-id.ts";
import type { Frame } from "../../common/chat/frame.ts";
import type { SentMessage } from "../../common/chat/message.ts";
import { type Dispose, Scope } from "../../common/scope.ts";
import { TaskQueue } from "../../common/task-queue.ts";
import type { Log } from "../log/log.ts";
import type { ChatStore, Entry, Line } from "./chat-store.ts";
import { messageFrames } from "./frames.ts";
import type { Me } from "./ports.ts";

/** Hands a frame to the page for the link of now; false when there is none. */
export type SendOnLink = (text: string) => boolean;

export interface RunnerPorts {
  readonly me: Me;
  readonly store: ChatStore;
  readonly clock: Clock;
  readonly log: Log;
  /** Messages of ours to one client; tells the runner how it went by mail.accepted or mail.refused. */
  readonly mailOwn: (conversation: ConversationId, reader: ReaderId, to: number, frames: Frame[]) => void;
  /** Best effort. */
  readonly mail: (readers: readonly ReaderId[], frame: Frame) => void;
  /** After the disk has it. */
  readonly changed: (conversation: ConversationId, lines: readonly Line[]) => void;
}

/** Own messages just written need not be read back to be sent. */
const remembered = 64;

/**
 * Runs one conversation: feeds the machine and carries its effects out, the disk first. Events that come while the disk
 * is busy are written together with the next one.
 */
export class ConversationRunner {
  readonly #ports: RunnerPorts;
  readonly #tasks = new TaskQueue();
  readonly #scope = new Scope();
  readonly #timers = new Map<ChatTimer, Dispose>();
  readonly #recentOwn = new Map<number, SentMessage>();
  #state: Conversation;
  #saved: Durable;
  #nextPosition: number;
  #effects: ChatEffect[] = [];
  #lines: Line[] = [];
  #due: Promise<void> | null = null;
  #sendOnLink: SendOnLink = () => false;
  #failed = false;

  constructor(ports: RunnerPorts, durable: Durable, lastPosition: number) {
    this.#ports = ports;
    this.#state = restore(ports.me, durable);
    this.#saved = durable;
    this.#nextPosition = lastPosition + 1;
  }

  get id(): ConversationId {
    return this.#saved.conversation;
  }

  get state(): Conversation {
    return this.#state;
  }

  /** The disk refused; nothing is sent any more, because nothing could be kept to. */
  get failed(): boolean {
    return this.#failed;
  }

  /** Where frames for the link go; set before `link.began`. */
  useLink(send: SendOnLink): void {
    this.#sendOnLink = send;
  }

  /** Resolves when what follows from the event is on disk and under way. */
  dispatch(event: ChatEvent): Promise<void> {
    if (this.#scope.ended || this.#failed) return Promise.resolve();
    const { conversation, effects } = step(this.#state, event);
    this.#state = conversation;
    this.#effects.push(...effects);
    for (const effect of effects) {
      if (effect.type === "keep") this.#keep(effect);
    }
    return this.#flush();
  }

  /** Adds a line that is no message. */
  note(entry: Extract<Entry, { kind: "key" }>): Promise<void> {
    this.#addLine(entry);
    return this.#flush();
  }

  /** Nothing is sent after this; what is under way to the disk still gets there. */
  async close(): Promise<void> {
    this.#scope.end();
    this.#timers.clear();
    await this.#tasks.idle();
  }

  #keep({ log, from, message }: Extract<ChatEffect, { type: "keep" }>): void {
    this.#addLine({ kind: "message", log, from, message });
    if (log !== this.#saved.log) return;
    this.#recentOwn.set(message.seq, message);
    this.#recentOwn.delete(message.seq - remembered);
  }

  #addLine(entry: Entry): void {
    this.#lines.push({ position: this.#nextPosition, entry });
    this.#nextPosition += 1;
  }

  #flush(): Promise<void> {
    this.#due ??= this.#tasks.run(() => this.#writeAndSend());
    return this.#due;
  }

  async #writeAndSend(): Promise<void> {
    this.#due = null;
    const [lines, effects, durable] = [this.#lines, this.#effects, this.#state.durable];
    this.#lines = [];
    this.#effects = [];
    if (durable !== this.#saved || lines.length > 0) {
      try {
        await this.#ports.store.commit({ durable, lines }, lines.length > 0);
      } catch (cause) {
        this.#failed = true;
        const message = cause instanceof Error ? cause.message : "unknown";
        this.#ports.log.error("chat not written", { cause: message });
        throw cause;
      }
      this.#saved = durable;
    }
    this.#ports.changed(this.id, lines);
    for (const effect of effects) if (!this.#scope.ended) await this.#carryOut(effect);
  }

  async #carryOut(effect: ChatEffect): Promise<void> {
    switch (effect.type) {
      case "keep":
        return;
      case "send":
        this.#sendOnLink(JSON.stringify(effect.frame));
        return;
      case "send-own":
        for (const frame of await this.#frames(effect)) this.#sendOnLink(JSON.stringify(frame));
        return;
      case "mail-own":
        return this.#ports.mailOwn(this.id, effect.reader, effect.to, await this.#frames(effect));
      case "mail":
        return this.#ports.mail(effect.readers, effect.frame);
      case "timer":
        return this.#startTimer(effect.timer, effect.afterMs);
    }
  }

  async #frames({
    from,
    to,
    start,
  }: Extract<ChatEffect, { type: "send-own" | "mail-own" }>): Promise<Frame[]> {
    const { conversation, log } = this.#saved;
    const messages = await this.#own(from, to);
    return messageFrames({ in: wireConversation(conversation, this.#ports.me.user), log, start }, messages);
  }

  #own(from: number, to: number): Promise<readonly SentMessage[]> {
    const known: SentMessage[] = [];
    for (let seq = from; seq <= to; seq += 1) {
      const message = this.#recentOwn.get(seq);
      if (message === undefined) return this.#ports.store.own(this.id, from, to);
      known.push(message);
    }
    return Promise.resolve(known);
  }

  #startTimer(timer: ChatTimer, afterMs: number): void {
    this.#timers.get(timer)?.();
    const cancel = this.#ports.clock.after(afterMs, () => {
      stop();
      void this.dispatch({ type: "timer.elapsed", timer }).catch(() => undefined);
    });
    const stop = this.#scope.add(cancel);
    this.#timers.set(timer, stop);
  }
}
