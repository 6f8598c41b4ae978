import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import type { z } from "zod";
import type { Result } from "../../common/result.ts";
import type { Log } from "../log.ts";
import type { Client } from "./client.ts";
import { errorStatus, failureBody, failureStatus, readInput, type Failure } from "./failure.ts";
import { noBody, type Operation } from "./operations.ts";
import { trustedHops } from "./remote-address.ts";

const bodyLimitBytes = 64 * 1024;
const requestTimeoutMs = 15_000;

export type Handled = Result<unknown, Failure> | Promise<Result<unknown, Failure>>;
export type Authenticate = (accessToken: string) => Promise<Client | null>;

export interface Routes {
  /** Serves an operation that anybody may ask for. */
  open<B extends z.ZodType>(
    operation: Operation<B>,
    handler: (body: z.output<B>, request: FastifyRequest) => Handled,
  ): void;
  /** Serves an operation for a signed-in client. */
  signedIn<B extends z.ZodType>(
    operation: Operation<B>,
    handler: (client: Client, body: z.output<B>, request: FastifyRequest) => Handled,
  ): void;
  /** Serves a signed-in client with an answer that stays open. */
  stream(operation: Operation, handler: (client: Client, reply: FastifyReply) => void): void;
}

/** An HTTP server that reads JSON only, and whose every failure is an ErrorBody. */
export function createHttpApp(options: { log: Log; trustProxy: boolean }): FastifyInstance {
  const app = Fastify({
    logger: false,
    bodyLimit: bodyLimitBytes,
    requestTimeout: requestTimeoutMs,
    trustProxy: trustedHops(options.trustProxy),
    forceCloseConnections: true,
    exposeHeadRoutes: false,
    frameworkErrors: (_error, _request, reply) => {
      void send(reply, { code: "request-invalid" });
    },
  });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser<string>("application/json", { parseAs: "string" }, (_request, text, done) => {
    try {
      done(null, text === "" ? undefined : JSON.parse(text));
    } catch {
      done(Object.assign(new Error("body is not JSON"), { statusCode: 400 }));
    }
  });
  app.setNotFoundHandler((_request, reply) => send(reply, { code: "not-found" }));
  app.setErrorHandler((error, request, reply) => {
    const status = clientErrorStatus(error);
    if (status !== null) return send(reply, { code: "request-invalid", status });
    options.log("error", "request failed", { route: request.routeOptions.url ?? null, error });
    return send(reply, { code: "internal" });
  });
  app.addHook("onSend", (_request, reply, payload, done) => {
    void reply.headers({ "cache-control": "no-store", "x-content-type-options": "nosniff" });
    done(null, payload);
  });
  app.addHook("onResponse", (request, reply, done) => {
    const { method, routeOptions } = request;
    const data = { method, route: routeOptions.url ?? null, status: reply.statusCode };
    options.log("debug", "request", { ...data, ms: Math.round(reply.elapsedTime) });
    done();
  });
  return app;
}

/** Ties operations to handlers: parses, authenticates, and turns a Result into an answer. */
export function createRoutes(app: FastifyInstance, authenticate: Authenticate): Routes {
  const client = async (request: FastifyRequest): Promise<Client | null> => {
    const token = /^Bearer ([\w.~+/=-]{1,4096})$/i.exec(request.headers.authorization ?? "")?.[1];
    return token === undefined ? null : authenticate(token);
  };
  return {
    open(operation, handler) {
      mount(app, operation, async (request, reply) => {
        const body = readBody(operation, request);
        if (!body.ok) return send(reply, body.error);
        return answer(operation, reply, await handler(body.value, request));
      });
    },
    signedIn(operation, handler) {
      mount(app, operation, async (request, reply) => {
        const who = await client(request);
        if (!who) return send(reply, { code: "unauthorized" });
        const body = readBody(operation, request);
        if (!body.ok) return send(reply, body.error);
        return answer(operation, reply, await handler(who, body.value, request));
      });
    },
    stream(operation, handler) {
      mount(app, operation, async (request, reply) => {
        const who = await client(request);
        if (!who) return send(reply, { code: "unauthorized" });
        handler(who, reply.hijack());
        return reply;
      });
    },
  };
}

function mount(
  app: FastifyInstance,
  { method, path }: Operation,
  handler: (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply>,
): void {
  app.route({ method, url: path.replace(/\{(\w+)\}/g, ":$1"), handler });
}

function readBody<B extends z.ZodType>(
  { body }: Operation<B>,
  request: FastifyRequest,
): Result<z.output<B>, Failure> {
  return readInput(body, (body as z.ZodType) === noBody ? undefined : request.body);
}

function answer(operation: Operation, reply: FastifyReply, result: Result<unknown, Failure>): FastifyReply {
  if (!result.ok) return send(reply, result.error);
  if (operation.answer === "bxml") return reply.code(200).type("application/xml").send(result.value);
  if (operation.answer !== "event-stream" && operation.answer.status === 204) return reply.code(204).send();
  return reply.code(200).send(result.value);
}

function send(reply: FastifyReply, failure: Failure): FastifyReply {
  const status = failureStatus(failure);
  if (failure.retryAfterMs !== undefined) {
    void reply.header("retry-after", String(Math.max(1, Math.ceil(failure.retryAfterMs / 1_000))));
  }
  // RFC 9110 §11.6.1: a 401 names the scheme that would do.
  if (status === errorStatus.unauthorized) void reply.header("www-authenticate", "Bearer");
  return reply.code(status).send(failureBody(failure));
}

function clientErrorStatus(error: unknown): number | null {
  if (typeof error !== "object" || error === null || !("statusCode" in error)) return null;
  const { statusCode } = error;
  return typeof statusCode === "number" && statusCode >= 400 && statusCode < 500 ? statusCode : null;
}
