import type { MessagePort } from "node:worker_threads";
import { Link } from "./link.ts";
import { refTo, type LocalProducer, type ProducerRef, type ThreadNumber } from "./producer-ref.ts";

/** The producers of one thread, and its links to the others. */
export class ProducerExchange {
  readonly #own = new Map<string, LocalProducer>();
  readonly #links = new Map<ThreadNumber, Link>();

  constructor(
    private readonly self: ThreadNumber,
    /** That thread takes nothing any more. */
    private readonly onStalled: (thread: ThreadNumber) => void,
  ) {}

  /** From now on others may mirror it, until it closes. */
  publish(producer: LocalProducer): ProducerRef {
    if (!this.#own.has(producer.id) && !producer.closed) {
      this.#own.set(producer.id, producer);
      producer.onClose(() => this.#own.delete(producer.id));
    }
    return refTo(producer, this.self);
  }

  /** Undefined when it has ended, or its thread is gone. */
  resolve(ref: ProducerRef): LocalProducer | undefined {
    return ref.home === this.self ? this.#own.get(ref.id) : this.#links.get(ref.home)?.mirror(ref);
  }

  connect(thread: ThreadNumber, port: MessagePort): void {
    const link = new Link(
      port,
      (id) => this.#own.get(id),
      () => this.onStalled(thread),
    );
    this.#links.set(thread, link);
  }

  disconnect(thread: ThreadNumber): void {
    this.#links.get(thread)?.close();
    this.#links.delete(thread);
  }

  /** When what was taken up or given up here is so in the other threads too. */
  async settle(): Promise<void> {
    await Promise.all([...this.#links.values()].map((link) => link.settle()));
  }

  close(): void {
    for (const thread of [...this.#links.keys()]) this.disconnect(thread);
  }
}
