import type { MessagePort, Worker } from "node:worker_threads";
import type { EngineStats, MediaEngineOptions, TransportState } from "../media-engine.ts";
import type { ThreadNumber } from "./producer-ref.ts";
import type { CallName, FromWorker, ToWorker, WorkerCalls, WorkerOptions } from "./worker-messages.ts";

export type TransportKind = "publish" | "subscribe";

export interface TransportEvents {
  state(state: TransportState): void;
  diagnostics(text: string): void;
  channelLost(): void;
}

export interface ThreadEvents {
  /** Another thread takes nothing any more, this one says. */
  stalled(thread: ThreadNumber): void;
  /** Once, and not when it was told to end. */
  died(): void;
}

/** The thread has ended, whatever was asked of it. */
export class WorkerGoneError extends Error {
  override readonly name = "WorkerGoneError";
  constructor() {
    super("the media worker has ended");
  }
}

interface Waiting {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

/** One worker, as the main thread sees it. */
export class WorkerThread {
  readonly #waiting = new Map<number, Waiting>();
  readonly #transports = new Map<number, TransportEvents & { readonly kind: TransportKind }>();
  #lastTurn = 0;
  #stats: EngineStats | undefined;
  #state: "running" | "ending" | "gone" = "running";

  constructor(
    private readonly worker: Worker,
    readonly number: ThreadNumber,
    options: WorkerOptions,
    private readonly ports: Pick<MediaEngineOptions, "observe" | "log">,
    private readonly events: ThreadEvents,
  ) {
    worker.on("message", (message: FromWorker) => this.#receive(message));
    worker.on("error", (error) => ports.log("error", "media worker failed", { error: error.message }));
    worker.on("exit", () => this.#gone());
    this.tell({ type: "start", thread: number, options });
  }

  get running(): boolean {
    return this.#state === "running";
  }

  get transports(): number {
    return this.#transports.size;
  }

  /** Undefined before it has said any. */
  get stats(): EngineStats | undefined {
    return this.#stats;
  }

  count(kind: TransportKind): number {
    let count = 0;
    for (const transport of this.#transports.values()) if (transport.kind === kind) count += 1;
    return count;
  }

  watch(transport: number, kind: TransportKind, events: TransportEvents): void {
    this.#transports.set(transport, { ...events, kind });
  }

  forget(transport: number): void {
    this.#transports.delete(transport);
  }

  tell(message: ToWorker, transferred: readonly MessagePort[] = []): void {
    if (this.#state !== "gone") this.worker.postMessage(message, [...transferred]);
  }

  call<Name extends CallName>(
    name: Name,
    given: WorkerCalls[Name]["given"],
  ): Promise<WorkerCalls[Name]["returned"]> {
    if (this.#state === "gone") return Promise.reject(new WorkerGoneError());
    const turn = (this.#lastTurn += 1);
    return new Promise((resolve, reject) => {
      this.#waiting.set(turn, {
        // What the worker returns is of this type: `WorkerCalls` holds for both ends.
        resolve: (value) => resolve(value as WorkerCalls[Name]["returned"]),
        reject,
      });
      this.tell({ type: "call", turn, call: { name, given } as (ToWorker & { type: "call" })["call"] });
    });
  }

  /** Closes everything in it, then ends it: timers of its libraries would keep it for seconds. */
  async end(): Promise<void> {
    if (this.#state === "gone") return;
    this.#state = "ending";
    await this.call("end", null).catch((error: unknown) => {
      this.ports.log("warn", "media worker did not end well", { error: String(error) });
    });
    await this.kill();
  }

  async kill(): Promise<void> {
    await this.worker.terminate();
  }

  #receive(message: FromWorker): void {
    switch (message.type) {
      case "returned":
        return this.#settle(message.turn)?.resolve(message.value);
      case "threw": {
        const error = new Error(message.message);
        this.#settle(message.turn)?.reject(
          message.code === undefined ? error : Object.assign(error, { code: message.code }),
        );
        return;
      }
      case "state":
        return this.#transports.get(message.transport)?.state(message.state);
      case "diagnostics":
        return this.#transports.get(message.transport)?.diagnostics(message.text);
      case "channel-lost":
        return this.#transports.get(message.transport)?.channelLost();
      case "observed":
        return this.ports.observe?.[message.what](message.value);
      case "stats":
        this.#stats = message.stats;
        return;
      case "stalled":
        return this.events.stalled(message.thread);
      case "log":
        return this.ports.log(message.level, message.message, message.data);
    }
  }

  #settle(turn: number): Waiting | undefined {
    const waiting = this.#waiting.get(turn);
    this.#waiting.delete(turn);
    return waiting;
  }

  #gone(): void {
    const died = this.#state === "running";
    this.#state = "gone";
    if (died) this.events.died();
    for (const waiting of this.#waiting.values()) waiting.reject(new WorkerGoneError());
    this.#waiting.clear();
    for (const transport of [...this.#transports.values()]) transport.state("failed");
    this.#transports.clear();
  }
}
