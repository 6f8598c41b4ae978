import { Worker } from "node:worker_threads";
import type { ListeningMediaEngine, MediaEngineOptions } from "../../server-stub/media/media-engine.ts";
import { createMediaPool } from "../../server-stub/media/pool/media-pool.ts";

export interface LossyWorkerData {
  readonly entry: string;
  readonly loseEvery: Int32Array;
}

export interface TestPool {
  readonly engine: ListeningMediaEngine;
  /** Every thread that it has started, in their order. */
  readonly workers: readonly Worker[];
  /** Every so manieth datagram of media is lost on arrival in all workers; 0 for none. */
  loseEvery(count: number): void;
}

/** A pool whose workers run from the sources. */
export function createTestPool(options: MediaEngineOptions, count = 2): TestPool {
  const loseEvery = new Int32Array(new SharedArrayBuffer(4));
  const workers: Worker[] = [];
  const { impair: _inThisThread, ...others } = options;
  const engine = createMediaPool({
    ...others,
    workers: count,
    startWorker: () => {
      const entry = new URL("./lossy-media-worker.ts", import.meta.url).href;
      const workerData: LossyWorkerData = { entry, loseEvery };
      const worker = new Worker(new URL("./ts-worker.mjs", import.meta.url), { workerData, execArgv: [] });
      workers.push(worker);
      return worker;
    },
  });
  return {
    engine,
    workers,
    loseEvery: (every) => {
      Atomics.store(loseEvery, 0, every);
    },
  };
}
