/** Lets a worker thread run TypeScript: Node 20 does not take `--import tsx` for threads. */
import { workerData } from "node:worker_threads";
import { register } from "tsx/esm/api";

register();
await import(workerData.entry);
