import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import type { Log } from "../../log.ts";
import { createCredentialsCheck } from "../../platform/control-api/credentials.ts";
import type { VoiceAccount } from "../voice-options.ts";
import { sendVoiceError, voiceError, type VoiceError } from "./voice-error.ts";

/** A BXML document may have 64 KB; nothing else that is sent here is longer. */
const maxBodyBytes = 64 * 1024;
const requestTimeoutMs = 10_000;

export interface VoiceHttpOptions {
  readonly account: VoiceAccount;
  readonly log: Log;
  /** Adds the routes, whose paths begin after the account's. */
  readonly routes: (routes: FastifyInstance) => void;
}

/** The Voice API as an HTTP server that does not listen yet. Every failure has the documented body. Logs no request. */
export function createVoiceHttp({ account, log, routes }: VoiceHttpOptions): FastifyInstance {
  const app = fastify({
    logger: false,
    bodyLimit: maxBodyBytes,
    requestTimeout: requestTimeoutMs,
    forceCloseConnections: true,
    exposeHeadRoutes: false,
    frameworkErrors: (_error, _request, reply: FastifyReply) => {
      void sendVoiceError(reply, voiceError("validation", "malformed URL"));
    },
  });
  readBodies(app);
  app.setErrorHandler((error, _request, reply) => sendVoiceError(reply, toVoiceError(error, log)));
  app.setNotFoundHandler((_request, reply) =>
    sendVoiceError(reply, voiceError("not-found", "no such resource")),
  );
  app.addHook("onSend", (_request, reply, payload, done) => {
    void reply.headers({ "cache-control": "no-store", "x-content-type-options": "nosniff" });
    done(null, payload);
  });
  app.register(
    (scope, _options, done) => {
      requireAccount(scope, account);
      routes(scope);
      done();
    },
    { prefix: "/api/v2/accounts/:accountId" },
  );
  return app;
}

/** JSON and BXML are the two things that are read; fastify answers 415 to anything else. */
function readBodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(/^application\/json\b/i, { parseAs: "string" }, (_request, body, done) => {
    try {
      done(null, JSON.parse(body.toString()));
    } catch {
      done(Object.assign(new Error("body is not valid JSON"), { statusCode: 400 }));
    }
  });
  app.addContentTypeParser(/^(application|text)\/xml\b/i, { parseAs: "string" }, (_request, body, done) =>
    done(null, body),
  );
}

/** 401: nobody we know; 403: somebody we know, at an account that is not theirs. */
function requireAccount(routes: FastifyInstance, account: VoiceAccount): void {
  const credentialsAreGood = createCredentialsCheck(account);
  routes.addHook<{ Params: { accountId: string } }>("onRequest", (request, reply, done) => {
    if (!credentialsAreGood(request.headers.authorization)) {
      void sendVoiceError(reply, voiceError("authentication-error", "bad or missing credentials"));
    } else if (request.params.accountId !== account.accountId) {
      void sendVoiceError(reply, voiceError("authorization-error", "no access to this account"));
    } else done();
  });
}

function toVoiceError(error: unknown, log: Log): VoiceError {
  const status = error instanceof Error && "statusCode" in error ? Number(error.statusCode) : 500;
  if (status === 415) return voiceError("unsupported-media-type", "this content type is not read here");
  if (error instanceof Error && status >= 400 && status < 500) return voiceError("validation", error.message);
  log("error", "Voice API request failed", { error });
  return voiceError("internal-error", "internal server error");
}

/** The content type by which a body was read; JSON and BXML have one parser each, but not every route takes both. */
export function isXml(request: FastifyRequest): boolean {
  return /^(application|text)\/xml\b/i.test(request.headers["content-type"] ?? "");
}
