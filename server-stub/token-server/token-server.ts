import type { AddressInfo } from "node:net";
import type { FastifyInstance } from "fastify";
import { createHttpApp, createRoutes } from "./http-app.ts";
import { serveApi } from "./api-routes.ts";
import { createParts, type Parts } from "./parts.ts";
import type { TokenServerOptions } from "./token-server-options.ts";

export interface TokenServer {
  readonly url: string;
  /** Nothing new begins from now on; resolves when no call runs any more, at the latest after `maxMs`. Once. */
  drain(maxMs: number): Promise<void>;
  /** Calls and streams end, but what they have at the platform is still there. Part of `close`. */
  endCalls(): void;
  /** Ends calls and streams, deletes what they left at the platform, then stops listening. */
  close(): Promise<void>;
}

/** Starts the token server. Rejects with Node's error (EADDRINUSE …) when it cannot listen. */
export async function createTokenServer(options: TokenServerOptions): Promise<TokenServer> {
  const app = createHttpApp({ log: options.log, trustProxy: options.trustProxy });
  let url = "";
  const parts = createParts(options, () => options.publicUrl ?? url);
  serveApi(
    createRoutes(app, (token) => parts.sessions.authenticate(token)),
    parts,
  );
  await app.listen({ host: options.host, port: options.port });
  url = localUrl(app);
  return {
    url,
    drain: (maxMs) => parts.draining.begin(maxMs),
    endCalls: () => endCalls(parts),
    close: () => close(app, parts, options),
  };
}

/** Doing it twice is doing it once. */
function endCalls(parts: Parts): void {
  parts.rooms.close();
  parts.calls.close();
  parts.chatLinks.close();
  parts.streams.closeAll();
  parts.absence.close();
}

async function close(app: FastifyInstance, parts: Parts, options: TokenServerOptions): Promise<void> {
  endCalls(parts);
  parts.accesses.releaseAll();
  await app.close();
  // A request that was under way may have made something after the first sweep.
  parts.accesses.releaseAll();
  await parts.mailboxes.close();
  await options.rooms.idle();
  await parts.cleanup.close();
}

function localUrl(app: FastifyInstance): string {
  const address = app.server.address() as AddressInfo;
  // A wildcard address is where we listen, not where anybody connects.
  const host = address.address === "0.0.0.0" || address.address === "::" ? "127.0.0.1" : address.address;
  return `http://${host.includes(":") ? `[${host}]` : host}:${address.port}`;
}
