import type { Worker } from "node:worker_threads";
import { MessageChannel } from "node:worker_threads";
import type { EngineStats, ListeningMediaEngine, MediaEngine, MediaEngineOptions } from "../media-engine.ts";
import { createMediaEngine } from "../werift-engine.ts";
import { ProducerExchange } from "./exchange.ts";
import { PooledLeg } from "./pooled-leg.ts";
import { PooledPublishTransport, PooledSubscribeTransport } from "./pooled-transports.ts";
import { mainThread, type ProducerRef, type ThreadNumber } from "./producer-ref.ts";
import { addStats, noStats } from "./pool-stats.ts";
import { portsOf } from "./worker-ports.ts";
import { WorkerThread, type TransportKind } from "./worker-thread.ts";

export interface MediaPoolOptions extends Omit<MediaEngineOptions, "impair"> {
  readonly workers: number;
  /** A thread that runs `serveMedia`. */
  readonly startWorker: () => Worker;
}

/** A worker that dies is started again, later each time that it does not live for a while. */
const firstRestartMs = 500;
const lastRestartMs = 30_000;
const settledMs = 60_000;

/** The place of a worker: its ports stay, the threads in it come and go. */
interface Slot {
  readonly at: number;
  thread: WorkerThread | undefined;
  startedMs: number;
  deaths: number;
}

/** An engine whose transports are spread over worker threads (docs/decisions/media-workers.md). */
export function createMediaPool(options: MediaPoolOptions): ListeningMediaEngine {
  return new MediaPool(options);
}

class MediaPool implements ListeningMediaEngine {
  readonly #slots: readonly Slot[];
  /** For phone lines only: it has no transports, and so no sockets. */
  readonly #lines: MediaEngine;
  readonly #exchange = new ProducerExchange(mainThread, (thread) => this.#kill(thread));
  /** Pairs of threads that have a link, the smaller number first. */
  readonly #links = new Set<string>();
  #restarts = new Set<NodeJS.Timeout>();
  #lastThread = mainThread;
  #lastTransport = 0;
  #ended: EngineStats = noStats;
  #closed = false;

  constructor(private readonly options: MediaPoolOptions) {
    const { log, listenAddress } = options;
    this.#lines = createMediaEngine({ log, listenAddress });
    this.#slots = Array.from({ length: options.workers }, (_, at) => ({
      at,
      thread: undefined,
      startedMs: 0,
      deaths: 0,
    }));
    for (const slot of this.#slots) this.#start(slot);
  }

  async listen(): Promise<void> {
    await Promise.all(this.#threads.map((thread) => thread.call("listen", null)));
  }

  async createPublishTransport(): Promise<PooledPublishTransport> {
    const transport = new PooledPublishTransport(this.#leastLoaded("publish"), (this.#lastTransport += 1));
    await transport.open("publish");
    return transport;
  }

  async createSubscribeTransport(): Promise<PooledSubscribeTransport> {
    const transport = new PooledSubscribeTransport(
      this.#leastLoaded("subscribe"),
      (this.#lastTransport += 1),
      (ref, { number }) => this.#link(ref.home, number),
    );
    await transport.open("subscribe");
    return transport;
  }

  async createAudioLeg(options: { msid: string }): Promise<PooledLeg> {
    const leg = await this.#lines.createAudioLeg(options);
    const link = (ref: ProducerRef): void => this.#link(ref.home, mainThread);
    return new PooledLeg(leg, this.#exchange, link);
  }

  stats(): EngineStats {
    const threads = this.#threads;
    const sum = threads.reduce((all, { stats }) => addStats(all, stats), this.#ended);
    return { ...sum, transports: threads.reduce((count, thread) => count + thread.transports, 0) };
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const timer of this.#restarts) clearTimeout(timer);
    await this.#lines.close();
    await Promise.all(
      this.#slots.map(async (slot) => {
        await slot.thread?.end();
        this.#ended = addStats(this.#ended, slot.thread?.stats);
        slot.thread = undefined;
      }),
    );
    this.#exchange.close();
  }

  get #threads(): readonly WorkerThread[] {
    return this.#slots.flatMap(({ thread }) => thread ?? []);
  }

  #start(slot: Slot): void {
    const { log, observe, startWorker, workers: count, ...rest } = this.options;
    const number = (this.#lastThread += 1);
    const ports = observe === undefined ? { log } : { log, observe };
    slot.startedMs = performance.now();
    slot.thread = new WorkerThread(
      startWorker(),
      number,
      { ...rest, ...portsOf(rest, slot.at, count) },
      ports,
      {
        stalled: (thread) => this.#kill(thread),
        died: () => this.#onDeath(slot),
      },
    );
  }

  /** Publishers and subscribers apart: to send to many costs more than to receive from one. */
  #leastLoaded(kind: TransportKind): WorkerThread {
    const [best] = this.#threads
      .filter(({ running }) => running)
      .sort((one, other) => one.count(kind) - other.count(kind) || one.transports - other.transports);
    if (best === undefined || this.#closed) {
      throw new Error(this.#closed ? "the media engine is closed" : "no media worker is running");
    }
    return best;
  }

  /** Two threads talk to each other directly, from the first time that they need to. */
  #link(one: ThreadNumber, other: ThreadNumber): void {
    const [first, second] = one < other ? [one, other] : [other, one];
    const pair = `${first} ${second}`;
    if (first === second || this.#links.has(pair)) return;
    const threads = [first, second].map((number) => this.#threads.find((thread) => thread.number === number));
    // Of a thread that has died nothing is left to be had.
    if (threads[1] === undefined || (threads[0] === undefined && first !== mainThread)) return;
    this.#links.add(pair);
    const { port1, port2 } = new MessageChannel();
    if (threads[0] === undefined) this.#exchange.connect(second, port1);
    else threads[0].tell({ type: "connect", thread: second, port: port1 }, [port1]);
    threads[1].tell({ type: "connect", thread: first, port: port2 }, [port2]);
    this.options.log("debug", "media workers linked", { first, second });
  }

  #kill(number: ThreadNumber): void {
    const thread = this.#threads.find((one) => one.number === number);
    if (thread === undefined) return;
    this.options.log("error", "media worker does not answer", { worker: number });
    void thread.kill();
  }

  #onDeath(slot: Slot): void {
    const { thread } = slot;
    if (thread === undefined) return;
    slot.thread = undefined;
    this.#ended = addStats(this.#ended, thread.stats);
    this.#exchange.disconnect(thread.number);
    for (const other of this.#threads) other.tell({ type: "disconnect", thread: thread.number });
    for (const pair of [...this.#links]) {
      if (pair.split(" ").includes(String(thread.number))) this.#links.delete(pair);
    }
    const livedMs = performance.now() - slot.startedMs;
    slot.deaths = livedMs < settledMs ? slot.deaths + 1 : 1;
    const afterMs = Math.min(lastRestartMs, firstRestartMs * 2 ** (slot.deaths - 1));
    this.options.log("error", "media worker died", { worker: thread.number, restartMs: afterMs });
    this.#restartAfter(afterMs, slot);
  }

  #restartAfter(ms: number, slot: Slot): void {
    if (this.#closed) return;
    const timer = setTimeout(() => {
      this.#restarts.delete(timer);
      this.#start(slot);
    }, ms).unref();
    this.#restarts.add(timer);
  }
}
