import type { ChatEffect, ChatLink, ChatTimer, Conversation, Durable, Mail, Reader } from "./conversation.ts";
import { type ReaderId, wireConversation } from "./conversation-id.ts";
import type { Frame } from "./frame.ts";
import type { Marks } from "./message.ts";

/** One step in the making: the next state, and what is to be done. Lives no longer than the step. */
export class Turn {
  readonly effects: ChatEffect[] = [];
  #next: Conversation;

  constructor(before: Conversation) {
    this.#next = before;
  }

  get state(): Conversation {
    return this.#next;
  }

  get durable(): Durable {
    return this.#next.durable;
  }

  change(change: Partial<Conversation>): void {
    this.#next = { ...this.#next, ...change };
  }

  changeDurable(change: Partial<Durable>): void {
    this.change({ durable: { ...this.durable, ...change } });
  }

  changeLink(change: Partial<ChatLink>): void {
    if (this.#next.link !== null) this.change({ link: { ...this.#next.link, ...change } });
  }

  changeMail(change: Partial<Mail>): void {
    this.change({ mail: { ...this.#next.mail, ...change } });
  }

  changeReader(id: ReaderId, change: Partial<Reader>): void {
    const reader = this.durable.readers[id];
    if (reader === undefined) return;
    const same = Object.entries(change).every(([key, value]) => reader[key as keyof Reader] === value);
    if (!same) this.changeDurable({ readers: { ...this.durable.readers, [id]: { ...reader, ...change } } });
  }

  do(effect: ChatEffect): void {
    this.effects.push(effect);
  }

  timer(timer: ChatTimer, afterMs: number): void {
    this.do({ type: "timer", timer, afterMs });
  }

  hello(ask: boolean): Frame {
    const { me } = this.#next;
    return { ...this.#about(), type: "hello", client: me.client, ask, ...this.#marks() };
  }

  marks(): Frame {
    return { ...this.#about(), type: "marks", ...this.#marks() };
  }

  #about(): { v: 1; in: string; log: Durable["log"] } {
    const { conversation, log } = this.durable;
    return { v: 1, in: wireConversation(conversation, this.#next.me.user), log };
  }

  #marks(): { have: Marks; read: Marks } {
    const logs = Object.entries(this.durable.logs);
    // The keys come from the same record; only Object.entries forgets their type.
    const of = (which: "have" | "read"): Marks =>
      Object.fromEntries(logs.map(([log, known]) => [log, known[which]]));
    return { have: of("have"), read: of("read") };
  }
}
