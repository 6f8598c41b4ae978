import type { DataMessage } from "./data-message.ts";

/** Waiting bytes of one subscriber, all channels together. */
export const maxWaitingBytes = 1 << 20;
/** What a waiting message costs besides its bytes, so that a flood of tiny ones is bounded too. */
const messageOverhead = 256;

export interface OutboxLink {
  /** False: do not send now. Whoever owns the outbox calls `pump` when that changes. */
  hasRoom(): boolean;
  send(streamId: number, message: DataMessage): void;
}

interface Waiting {
  readonly messages: DataMessage[];
  bytes: number;
}

const costOf = ({ data }: DataMessage): number => data.length + messageOverhead;

/** Messages that wait for one subscriber, in a bounded space. Channels take turns; within a channel order is kept. */
export class ChannelOutbox {
  readonly #waiting = new Map<number, Waiting>();
  #bytes = 0;

  constructor(
    private readonly link: OutboxLink,
    /** The space was full: this channel, which held most of it, has lost what waited and must be closed. */
    private readonly onOverflow: (streamId: number) => void,
  ) {}

  push(streamId: number, message: DataMessage): void {
    const waiting = this.#waiting.get(streamId) ?? { messages: [], bytes: 0 };
    this.#waiting.set(streamId, waiting);
    waiting.messages.push(message);
    waiting.bytes += costOf(message);
    this.#bytes += costOf(message);
    this.pump();
    if (this.#bytes > maxWaitingBytes) this.#makeRoom();
  }

  /** Sends what there is room for. */
  pump(): void {
    while (this.#waiting.size > 0) {
      for (const [streamId, waiting] of this.#waiting) {
        if (!this.link.hasRoom()) return;
        const message = waiting.messages.shift();
        if (message !== undefined) {
          waiting.bytes -= costOf(message);
          this.#bytes -= costOf(message);
          this.link.send(streamId, message);
        }
        if (waiting.messages.length === 0) this.#waiting.delete(streamId);
      }
    }
  }

  /** Forgets what waits on a channel. */
  drop(streamId: number): void {
    this.#bytes -= this.#waiting.get(streamId)?.bytes ?? 0;
    this.#waiting.delete(streamId);
  }

  #makeRoom(): void {
    const [fullest] = [...this.#waiting].sort(([, one], [, other]) => other.bytes - one.bytes);
    if (fullest === undefined) return;
    this.drop(fullest[0]);
    this.onOverflow(fullest[0]);
  }
}
