import type { ServerResponse } from "node:http";
import type { StreamSink } from "./event-streams.ts";

/** A client that lets more than this pile up does not read; it gets a snapshot when it comes back. */
const maxBufferedBytes = 1024 * 1024;

/** Begins a text/event-stream answer (WHATWG HTML §9.2). */
export function openEventResponse(response: ServerResponse): StreamSink {
  response.writeHead(200, {
    "content-type": "text/event-stream; charset=utf-8",
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    // nginx would hold events back until its buffer is full.
    "x-accel-buffering": "no",
  });
  response.flushHeaders();
  return {
    write(text) {
      if (response.writableEnded || response.destroyed) return;
      response.write(text);
      if (response.writableLength > maxBufferedBytes) response.destroy();
    },
    end() {
      response.end();
    },
  };
}
