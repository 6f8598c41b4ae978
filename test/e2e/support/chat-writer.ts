/** Somebody who writes on, whatever happens to the app, and remembers what it has said to be safe. */
import type { ConversationId } from "../../../common/chat/conversation-id.ts";
import { send, summaryOf } from "./chat.ts";
import { expect, type Seat } from "./office.ts";

export class ChatWriter {
  /** Another one after a restart of the app. */
  seat: Seat;
  /** The app had these on disk, it said. */
  readonly safe: string[] = [];
  /** The app died or was reloaded before it said so: written once or not at all. */
  readonly unsure: string[] = [];
  readonly #conversation: ConversationId;
  #count = 0;

  constructor(seat: Seat, conversation: ConversationId) {
    this.seat = seat;
    this.#conversation = conversation;
  }

  get name(): string {
    return this.seat.username;
  }

  /** Until so many are safe. */
  async write(upTo: number): Promise<void> {
    while (this.safe.length < upTo) {
      const text = `${this.name} ${String((this.#count += 1))}`;
      const outcome = await send(this.seat, this.#conversation, text).catch(() => null);
      if (outcome === true) this.safe.push(text);
      else {
        if (outcome === null) this.unsure.push(text);
        await this.#answers();
      }
    }
  }

  /** The app is there again, signed in and with its conversations. */
  #answers(): Promise<void> {
    return expect
      .poll(() => summaryOf(this.seat, this.#conversation).catch(() => undefined), { timeout: 120_000 })
      .toBeDefined();
  }
}
