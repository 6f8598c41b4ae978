import { err, ok, type Result } from "../../../common/result.ts";
import type { Dispose } from "../../../common/scope.ts";
import type { LayerSelection } from "../layers.ts";
import type {
  MediaError,
  Producer,
  PublishAnswer,
  PublishOffer,
  PublishTransport,
  SubscribeOffer,
  SubscribeTransport,
  TransportState,
} from "../media-engine.ts";
import type { ProducerRef } from "./producer-ref.ts";
import { WorkerGoneError, type TransportKind, type WorkerThread } from "./worker-thread.ts";

/** A producer as the platform has it, wherever it is received. */
export class PooledProducer implements Producer {
  constructor(readonly ref: ProducerRef) {}
  get id(): string {
    return this.ref.id;
  }
  get kind(): Producer["kind"] {
    return this.ref.kind;
  }
  get msid(): string {
    return this.ref.msid;
  }
}

/** Producers cross the platform untouched, so what comes back is ours; anything else is a bug of the caller. */
export function refOf(producer: Producer): ProducerRef {
  if (producer instanceof PooledProducer) return producer.ref;
  throw new Error("this producer was not made by this engine");
}

/** A transport that is in a worker. When that dies, the transport has failed, as when its client cannot be reached. */
class PooledTransport {
  #state: TransportState = "new";
  readonly #stateListeners = new Set<(state: TransportState) => void>();
  readonly #diagnosticsListeners = new Set<(text: string) => void>();
  readonly #channelLostListeners = new Set<() => void>();

  constructor(
    readonly thread: WorkerThread,
    readonly number: number,
  ) {}

  async open(kind: TransportKind): Promise<void> {
    this.thread.watch(this.number, kind, {
      state: (state) => this.#enter(state),
      diagnostics: (text) => {
        for (const listener of [...this.#diagnosticsListeners]) listener(text);
      },
      channelLost: () => {
        for (const listener of [...this.#channelLostListeners]) listener();
      },
    });
    await this.thread.call("open", { transport: this.number, kind }).catch((error: unknown) => {
      this.thread.forget(this.number);
      throw error;
    });
  }

  get state(): TransportState {
    return this.#state;
  }

  onStateChange(listener: (state: TransportState) => void): Dispose {
    return add(this.#stateListeners, listener);
  }

  onDiagnostics(listener: (text: string) => void): Dispose {
    return add(this.#diagnosticsListeners, listener);
  }

  onChannelLost(listener: () => void): Dispose {
    return add(this.#channelLostListeners, listener);
  }

  async close(): Promise<void> {
    await unlessGone(this.thread.call("close", { transport: this.number }), undefined);
    this.thread.forget(this.number);
    this.#enter("closed");
    this.#stateListeners.clear();
    this.#diagnosticsListeners.clear();
    this.#channelLostListeners.clear();
  }

  #enter(state: TransportState): void {
    if (state === this.#state || this.#state === "closed") return;
    this.#state = state;
    for (const listener of [...this.#stateListeners]) listener(state);
  }
}

export class PooledPublishTransport extends PooledTransport implements PublishTransport {
  #producers = new Map<string, PooledProducer>();

  async negotiate(offer: PublishOffer): Promise<Result<PublishAnswer, MediaError>> {
    if (this.state === "closed") return goneOrClosed;
    const answer = await unlessGone(
      this.thread.call("negotiate", { transport: this.number, offer }),
      goneOrClosed,
    );
    if (!answer.ok) return answer;
    const { sdp, producers } = answer.value;
    // The same objects as before for what stays.
    this.#producers = new Map(
      producers.map((ref) => [ref.id, this.#producers.get(ref.id) ?? new PooledProducer(ref)]),
    );
    return ok({ sdp, producers: [...this.#producers.values()] });
  }
}

export class PooledSubscribeTransport extends PooledTransport implements SubscribeTransport {
  constructor(
    thread: WorkerThread,
    number: number,
    /** Makes sure that the worker can reach where the producer is received. */
    private readonly link: (ref: ProducerRef, to: WorkerThread) => void,
  ) {
    super(thread, number);
  }

  async offer(wanted: { producers: readonly Producer[]; iceRestart: boolean }): Promise<SubscribeOffer> {
    const producers = wanted.producers.map((producer) => this.#reach(producer));
    return await this.thread.call("offer", {
      transport: this.number,
      producers,
      iceRestart: wanted.iceRestart,
    });
  }

  answer(sdp: string): Promise<Result<void, MediaError>> {
    if (this.state === "closed") return Promise.resolve(goneOrClosed);
    return unlessGone(this.thread.call("answer", { transport: this.number, sdp }), goneOrClosed);
  }

  limit(producer: Producer, most: LayerSelection): void {
    const ref = this.#reach(producer);
    this.thread.tell({ type: "limit", transport: this.number, producer: ref, most });
  }

  #reach(producer: Producer): ProducerRef {
    const ref = refOf(producer);
    this.link(ref, this.thread);
    return ref;
  }
}

const goneOrClosed = err({ code: "wrong-state", detail: "the transport is closed" } as const);

async function unlessGone<T, U>(asked: Promise<T>, otherwise: U): Promise<T | U> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof WorkerGoneError) return otherwise;
    throw error;
  }
}

function add<L>(listeners: Set<L>, listener: L): Dispose {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
