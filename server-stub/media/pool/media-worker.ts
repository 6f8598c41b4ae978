/** What a worker thread runs: the entry of a bundle of its own. */
import { parentPort } from "node:worker_threads";
import { serveMedia } from "./serve-media.ts";

if (parentPort === null) throw new Error("this runs in a worker thread only");
serveMedia(parentPort);
