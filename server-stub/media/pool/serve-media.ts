import type { MessagePort } from "node:worker_threads";
import { ok } from "../../../common/result.ts";
import type { MediaEngineOptions, PublishTransport, SubscribeTransport } from "../media-engine.ts";
import { createMediaEngine } from "../werift-engine.ts";
import { ProducerExchange } from "./exchange.ts";
import { localProducer, type ThreadNumber } from "./producer-ref.ts";
import type { FromWorker, ToWorker, WorkerCall, WorkerOptions } from "./worker-messages.ts";

const statsMs = 250;

/** A worker thread's whole work: an ordinary engine, told by messages what to do. */
export function serveMedia(port: MessagePort, own: Pick<MediaEngineOptions, "impair"> = {}): void {
  port.once("message", (message: ToWorker) => {
    if (message.type !== "start") throw new Error("a media worker was not started first");
    const worker = new MediaWorker(port, message.thread, { ...message.options, ...own });
    port.on("message", (next: ToWorker) => worker.receive(next));
  });
}

class MediaWorker {
  readonly #publishing = new Map<number, PublishTransport>();
  readonly #subscribing = new Map<number, SubscribeTransport>();
  readonly #exchange: ProducerExchange;
  readonly #engine: ReturnType<typeof createMediaEngine>;
  readonly #statsTimer: NodeJS.Timeout;
  #sentStats = "";

  constructor(
    private readonly port: MessagePort,
    thread: ThreadNumber,
    options: WorkerOptions & Pick<MediaEngineOptions, "impair">,
  ) {
    this.#exchange = new ProducerExchange(thread, (stalled) =>
      this.#tell({ type: "stalled", thread: stalled }),
    );
    const observed =
      (what: "roundTrip" | "fractionLost" | "pathCarries") =>
      (value: number): void =>
        this.#tell({ type: "observed", what, value });
    this.#engine = createMediaEngine({
      ...options,
      observe: {
        roundTrip: observed("roundTrip"),
        fractionLost: observed("fractionLost"),
        pathCarries: observed("pathCarries"),
      },
      log: (level, message, data) => this.#tell({ type: "log", level, message, data }),
    });
    this.#statsTimer = setInterval(() => this.#tellStats(), statsMs);
  }

  receive(message: ToWorker): void {
    switch (message.type) {
      case "start":
        throw new Error("a media worker was started twice");
      case "connect":
        return this.#exchange.connect(message.thread, message.port);
      case "disconnect":
        return this.#exchange.disconnect(message.thread);
      case "limit": {
        const producer = this.#exchange.resolve(message.producer);
        if (producer !== undefined) this.#subscribing.get(message.transport)?.limit(producer, message.most);
        return;
      }
      case "call":
        void this.#answer(message.turn, message.call);
    }
  }

  async #answer(turn: number, call: WorkerCall): Promise<void> {
    try {
      this.#tell({ type: "returned", turn, value: await this.#run(call) });
    } catch (error) {
      const code = error instanceof Error && "code" in error ? String(error.code) : undefined;
      this.#tell({
        type: "threw",
        turn,
        message: error instanceof Error ? error.message : String(error),
        code,
      });
    }
    if (call.name === "end") this.port.close();
  }

  /** What each returns is in `WorkerCalls`. */
  async #run({ name, given }: WorkerCall): Promise<unknown> {
    switch (name) {
      case "listen":
        return this.#engine.listen();
      case "open":
        return this.#open(given.transport, given.kind);
      case "negotiate": {
        const answer = await this.#publisher(given.transport).negotiate(given.offer);
        if (!answer.ok) return answer;
        const { sdp, producers } = answer.value;
        return ok({ sdp, producers: producers.map((one) => this.#exchange.publish(localProducer(one))) });
      }
      case "offer": {
        const producers = given.producers.flatMap((ref) => this.#exchange.resolve(ref) ?? []);
        return this.#subscriber(given.transport).offer({ producers, iceRestart: given.iceRestart });
      }
      case "answer": {
        const answered = await this.#subscriber(given.transport).answer(given.sdp);
        // What is sent from now on reaches the subscriber, wherever it is published.
        await this.#exchange.settle();
        return answered;
      }
      case "close":
        return this.#close(given.transport);
      case "end":
        clearInterval(this.#statsTimer);
        await this.#engine.close();
        this.#exchange.close();
        return this.#tellStats();
    }
  }

  async #open(number: number, kind: "publish" | "subscribe"): Promise<void> {
    const transport = await this.#openOf(number, kind);
    transport.onStateChange((state) => this.#tell({ type: "state", transport: number, state }));
    transport.onDiagnostics((text) => this.#tell({ type: "diagnostics", transport: number, text }));
  }

  async #openOf(
    number: number,
    kind: "publish" | "subscribe",
  ): Promise<PublishTransport | SubscribeTransport> {
    if (kind === "publish") {
      const publish = await this.#engine.createPublishTransport();
      this.#publishing.set(number, publish);
      return publish;
    }
    const subscribe = await this.#engine.createSubscribeTransport();
    subscribe.onChannelLost(() => this.#tell({ type: "channel-lost", transport: number }));
    this.#subscribing.set(number, subscribe);
    return subscribe;
  }

  async #close(number: number): Promise<void> {
    const transport = this.#publishing.get(number) ?? this.#subscribing.get(number);
    this.#publishing.delete(number);
    this.#subscribing.delete(number);
    await transport?.close();
  }

  #publisher(number: number): PublishTransport {
    const transport = this.#publishing.get(number);
    if (transport === undefined) throw new Error("there is no such publish transport");
    return transport;
  }

  #subscriber(number: number): SubscribeTransport {
    const transport = this.#subscribing.get(number);
    if (transport === undefined) throw new Error("there is no such subscribe transport");
    return transport;
  }

  #tellStats(): void {
    const stats = this.#engine.stats();
    const text = JSON.stringify(stats);
    if (text === this.#sentStats) return;
    this.#sentStats = text;
    this.#tell({ type: "stats", stats });
  }

  #tell(message: FromWorker): void {
    this.port.postMessage(message);
  }
}
