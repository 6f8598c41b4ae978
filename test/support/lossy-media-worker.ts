/** A media worker in a bad network: loses every so manieth datagram of media, as `TestPool.loseEvery` says. */
import { parentPort, workerData } from "node:worker_threads";
import { serveMedia } from "../../server-stub/media/pool/serve-media.ts";
import type { LossyWorkerData } from "./media-pool.ts";

if (parentPort === null) throw new Error("this runs in a worker thread only");
const { loseEvery } = workerData as LossyWorkerData;
let count = 0;
serveMedia(parentPort, {
  impair: {
    dropInbound: (datagram) => {
      const every = Atomics.load(loseEvery, 0);
      return every > 0 && (datagram[0] ?? 0) >= 128 && (count += 1) % every === 0;
    },
  },
});
