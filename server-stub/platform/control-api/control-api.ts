import { randomUUID } from "node:crypto";
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import type { Account, Log } from "../platform-options.ts";
import type { DeviceTokens } from "../device-token.ts";
import type { Registry } from "../registry/registry.ts";
import { createCredentialsCheck } from "./credentials.ts";
import { participantRoutes } from "./participant-routes.ts";
import { sessionRoutes } from "./session-routes.ts";

export interface ControlApiOptions {
  readonly account: Account;
  readonly registry: Registry;
  readonly tokens: DeviceTokens;
  readonly log: Log;
  /** Of tags, in characters. */
  readonly tagLength: number;
}

const maxBodyBytes = 64 * 1024;
const requestTimeoutMs = 10_000;
/** Node reads no longer request line. */
const maxHeaderBytes = 16 * 1024;

/** The control API v1 (bandwidth.md section 2) as an HTTP server that does not listen yet. Logs no request. */
export function createControlApi(options: ControlApiOptions): FastifyInstance {
  const app = fastify({
    logger: false,
    bodyLimit: maxBodyBytes,
    requestTimeout: requestTimeoutMs,
    forceCloseConnections: true,
    exposeHeadRoutes: false,
    // An id that is too long is one that nobody has: 404 like any other (R7).
    routerOptions: { maxParamLength: maxHeaderBytes },
    genReqId: () => randomUUID(),
    frameworkErrors: (_error, request, reply: FastifyReply) => {
      void reply.code(400).send({ error: "malformed URL", requestId: request.id });
    },
  });
  readJsonBodies(app);
  app.setErrorHandler((error, request, reply) => replyToError(options.log, error, request, reply));
  app.setNotFoundHandler((_request, reply) =>
    reply.code(403).send({ message: "Missing Authentication Token" }),
  );
  app.register(
    (routes, _options, done) => {
      requireAccount(routes, options.account);
      participantRoutes(routes, options);
      sessionRoutes(routes, options);
      done();
    },
    { prefix: "/v1/accounts/:accountId" },
  );
  return app;
}

/** An empty body is an absent one, also when the client announces JSON: official SDKs do that (ops 4, 8, 11). */
function readJsonBodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(
    /^application\/(?:[\w.+-]+\+)?json\b/i,
    { parseAs: "string" },
    (_request, body, done) => {
      const text = body.toString();
      if (text.trim() === "") return done(null, undefined);
      try {
        done(null, JSON.parse(text));
      } catch {
        done(Object.assign(new Error("body is not valid JSON"), { statusCode: 400 }));
      }
    },
  );
}

function requireAccount(routes: FastifyInstance, account: Account): void {
  const credentialsAreGood = createCredentialsCheck(account);
  routes.addHook<{ Params: { accountId: string } }>("onRequest", (request, reply, done) => {
    const good = credentialsAreGood(request.headers.authorization);
    if (good && request.params.accountId === account.accountId) return done();
    void reply.code(401).send({ message: "Unauthorized" });
  });
}

/** Too large, wrong content type and malformed JSON are all 400: the API documents no other status for them. */
function replyToError(log: Log, error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const status = error instanceof Error && "statusCode" in error ? Number(error.statusCode) : 500;
  if (error instanceof Error && status >= 400 && status < 500) {
    return reply.code(400).send({ error: error.message, requestId: request.id });
  }
  log("error", "control API request failed", {
    requestId: request.id,
    error: error instanceof Error ? error.stack : String(error),
  });
  return reply.code(500).send({ error: "internal server error", requestId: request.id });
}
