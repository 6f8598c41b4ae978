/** Several clients of one conversation over a network that loses, doubles, delays and breaks; seeded, on a fake clock. */
import { newDurable, restore, step } from "../../common/chat/conversation-machine.ts";
import type { ChatEffect, ChatEvent, Conversation, Durable } from "../../common/chat/conversation.ts";
import {
  conversationOfWire,
  type ConversationId,
  readerId,
  type ReaderId,
  userOf,
} from "../../common/chat/conversation-id.ts";
import { type Frame, readFrame } from "../../common/chat/frame.ts";
import { LogId, MessageId, type SentMessage } from "../../common/chat/message.ts";
import { ClientId, UserId } from "../../common/ids.ts";
import type { Dispose } from "../../common/scope.ts";
import type { FakeClock } from "./fake-clock.ts";

/** mulberry32: small, good enough, the same everywhere. */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export const testUuid = (number: number): string =>
  `00000000-0000-4000-8000-${number.toString(16).padStart(12, "0")}`;

interface Kept {
  readonly from: UserId;
  readonly message: SentMessage;
}

/** One client with its disk. What is not on the disk is gone after a kill. */
export class SimulatedClient {
  readonly reader: ReaderId;
  readonly user: UserId;
  readonly client: ClientId;
  readonly history: Kept[] = [];
  readonly sent: { readonly way: "link" | "mail"; readonly frame: Frame }[] = [];
  conversation: Conversation;
  alive = true;
  #disk: Durable;
  readonly #network: ChatNetwork;
  readonly #timers = new Map<string, Dispose>();

  constructor(network: ChatNetwork, user: string, number: number, conversation: ConversationId) {
    this.#network = network;
    this.user = UserId.parse(user);
    this.client = ClientId.parse(testUuid(number));
    this.reader = readerId(this.user, this.client);
    this.#disk = newDurable(conversation, LogId.parse(testUuid(1_000 + number)));
    this.conversation = restore({ user: this.user, client: this.client }, this.#disk);
  }

  /** `dieBeforeSending`: the disk has it, and nobody else. */
  happens(event: ChatEvent, dieBeforeSending = false): void {
    if (!this.alive) return;
    const { conversation, effects } = step(this.conversation, event);
    this.conversation = conversation;
    for (const effect of effects) {
      if (effect.type === "keep") this.history.push({ from: effect.from, message: effect.message });
    }
    this.#disk = conversation.durable;
    if (dieBeforeSending) return this.kill();
    for (const effect of effects) this.#carryOut(effect);
  }

  writes(text: string, dieBeforeSending = false): void {
    const id = MessageId.parse(testUuid(this.#network.nextNumber()));
    this.happens({ type: "user.sent", id, text, at: this.#network.clock.now() }, dieBeforeSending);
  }

  /** kill -9. */
  kill(): void {
    this.alive = false;
    for (const cancel of this.#timers.values()) cancel();
    this.#timers.clear();
    this.#network.left(this);
  }

  start(): void {
    this.alive = true;
    this.conversation = restore({ user: this.user, client: this.client }, this.#disk);
  }

  texts(): string[] {
    return this.history.map(({ message }) => message.text);
  }

  /** The frames of our own messages, as the main process makes them. */
  #messages(from: number, to: number, start: Readonly<Record<ReaderId, number>>): Frame[] {
    const own = this.history.filter(
      ({ from: user, message }) => user === this.user && message.seq >= from && message.seq <= to,
    );
    const { log, conversation } = this.conversation.durable;
    const wire = this.#network.wire(conversation, this.user);
    const frames: Frame[] = [];
    for (let at = 0; at < own.length; at += 16) {
      const messages = own.slice(at, at + 16).map(({ message }) => message);
      frames.push({ v: 1, in: wire, log, type: "messages", start: { ...start }, messages });
    }
    return frames;
  }

  #carryOut(effect: ChatEffect): void {
    if (!this.alive) return;
    switch (effect.type) {
      case "keep":
        return;
      case "send":
        return this.#send(effect.frame);
      case "send-own":
        for (const frame of this.#messages(effect.from, effect.to, effect.start)) this.#send(frame);
        return;
      case "mail-own": {
        const frames = this.#messages(effect.from, effect.to, effect.start);
        for (const frame of frames) this.sent.push({ way: "mail", frame });
        return this.#network.mail(this, effect.reader, frames, effect.to);
      }
      case "mail":
        for (const reader of effect.readers) this.#network.mail(this, reader, [effect.frame], null);
        return;
      case "timer":
        this.#timers.get(effect.timer)?.();
        this.#timers.set(
          effect.timer,
          this.#network.clock.after(effect.afterMs, () =>
            this.happens({ type: "timer.elapsed", timer: effect.timer }),
          ),
        );
    }
  }

  #send(frame: Frame): void {
    this.sent.push({ way: "link", frame });
    this.#network.send(this, frame);
  }
}

export interface Faults {
  /** Each 0 to 1. */
  readonly loss: number;
  readonly doubling: number;
  readonly maxDelayMs: number;
}

export const noFaults: Faults = { loss: 0, doubling: 0, maxDelayMs: 0 };

/** The link between all that joined it, and the token server's mail. */
export class ChatNetwork {
  readonly clock: FakeClock;
  faults: Faults = noFaults;
  /** Whether the token server answers. */
  mailUp = true;
  readonly clients: SimulatedClient[] = [];
  readonly #random: () => number;
  readonly #joined = new Set<SimulatedClient>();
  readonly #boxes = new Map<ReaderId, { from: ReaderId; text: string }[]>();
  #number = 100_000;

  constructor(clock: FakeClock, random: () => number) {
    this.clock = clock;
    this.#random = random;
  }

  add(user: string, conversation: ConversationId): SimulatedClient {
    const client = new SimulatedClient(this, user, this.clients.length + 1, conversation);
    this.clients.push(client);
    return client;
  }

  nextNumber(): number {
    return (this.#number += 1);
  }

  wire(conversation: ConversationId, me: UserId): string {
    const other = conversation.startsWith("user:") ? conversation.slice(5) : null;
    return other === null ? conversation : `pair:${[me, other].sort().join("|")}`;
  }

  /** Onto the link; channels open in both directions, not all at the same time. */
  joins(client: SimulatedClient): void {
    this.#joined.add(client);
    client.happens({ type: "link.began" });
    client.happens({ type: "link.opened" });
    for (const other of this.#joined) {
      if (other === client) continue;
      this.#later(() => this.#attach(client, other));
      this.#later(() => this.#attach(other, client));
    }
  }

  /** Off the link; the others see it go. */
  left(client: SimulatedClient): void {
    if (!this.#joined.delete(client)) return;
    client.happens({ type: "link.ended" });
    for (const other of this.#joined) other.happens({ type: "link.left", participant: client.reader });
  }

  send(from: SimulatedClient, frame: Frame): void {
    const text = JSON.stringify(frame);
    for (const to of this.#joined) {
      if (to === from) continue;
      for (let copies = this.#copies(); copies > 0; copies -= 1) {
        this.#later(() => {
          const read = readFrame(text);
          if (!read.ok) throw new Error(`a frame of ours is unreadable: ${text.slice(0, 200)}`);
          if (this.#joined.has(to))
            to.happens({ type: "link.received", participant: from.reader, frame: read.value });
        });
      }
    }
  }

  mail(from: SimulatedClient, to: ReaderId, frames: readonly Frame[], upTo: number | null): void {
    this.#later(() => {
      if (!this.mailUp) {
        if (upTo !== null) from.happens({ type: "mail.refused", reader: to, problem: "unreachable" });
        return;
      }
      const box = this.#boxes.get(to) ?? [];
      this.#boxes.set(to, box);
      box.push(...frames.map((frame) => ({ from: from.reader, text: JSON.stringify(frame) })));
      // The answer may get lost after the order was carried out.
      const answered = this.#random() >= this.faults.loss;
      if (upTo === null) return;
      if (answered) from.happens({ type: "mail.accepted", reader: to, to: upTo });
      else from.happens({ type: "mail.refused", reader: to, problem: "unreachable" });
    });
  }

  /** Signed in: the directory is known, and what waits comes. Delivered at least once. */
  registers(client: SimulatedClient): void {
    const others = this.clients.filter((other) => other !== client).map(({ reader }) => reader);
    client.happens({ type: "mail.clients", clients: others });
    this.fetches(client);
  }

  fetches(client: SimulatedClient): void {
    const box = this.#boxes.get(client.reader) ?? [];
    this.#boxes.set(client.reader, []);
    for (const { from, text } of box) {
      for (let copies = 1 + Number(this.#random() < this.faults.doubling); copies > 0; copies -= 1) {
        const frame = readFrame(text);
        if (!frame.ok) throw new Error("a mailed frame of ours is unreadable");
        if (conversationOfWire(frame.value.in, client.user, userOf(from)) === null) continue;
        client.happens({ type: "mail.received", reader: from, frame: frame.value });
      }
    }
  }

  /** What was not fetched is gone. */
  losesMail(): void {
    this.#boxes.clear();
  }

  #attach(at: SimulatedClient, of: SimulatedClient): void {
    if (this.#joined.has(at) && this.#joined.has(of))
      at.happens({ type: "link.attached", participant: of.reader, user: of.user });
  }

  #copies(): number {
    if (this.#random() < this.faults.loss) return 0;
    return this.#random() < this.faults.doubling ? 2 : 1;
  }

  #later(task: () => void): void {
    this.clock.after(Math.floor(this.#random() * this.faults.maxDelayMs), task);
  }
}
