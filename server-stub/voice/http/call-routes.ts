import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { z } from "zod";
import { err, ok, type Result } from "../../../common/result.ts";
import { readBxml } from "../bxml/bxml-reader.ts";
import type { Applications } from "../calls/applications.ts";
import type { CallStore } from "../calls/call-store.ts";
import type { Calls } from "../calls/calls.ts";
import type { VoiceCall } from "../calls/voice-call.ts";
import { callState, createdCall, type ViewContext } from "./call-views.ts";
import { listCalls } from "./call-list.ts";
import { readOrder, readRedirect } from "./read-order.ts";
import { CreateCallBody, ListQuery, UpdateCallBody } from "./request-bodies.ts";
import { isXml } from "./voice-http.ts";
import { sendVoiceError, voiceError, type VoiceError } from "./voice-error.ts";

export interface CallRoutesOptions {
  readonly calls: Calls;
  readonly store: CallStore;
  readonly applications: Applications;
  readonly context: ViewContext;
}

interface CallParams {
  callId: string;
}

/** The operations of bandwidth.md 6.2. */
export function callRoutes(routes: FastifyInstance, options: CallRoutesOptions): void {
  createRoute(routes, options);
  listRoute(routes, options);
  routes.get<{ Params: CallParams }>("/calls/:callId", (request, reply) => {
    const call = options.store.find(request.params.callId);
    return call ? reply.send(callState(call, options.context)) : sendVoiceError(reply, noSuchCall);
  });
  updateRoutes(routes, options);
  refuseOtherMethods(routes);
}

function createRoute(routes: FastifyInstance, { calls, applications, context }: CallRoutesOptions): void {
  routes.post("/calls", (request, reply) => {
    const body = readJson(CreateCallBody, request);
    if (!body.ok) return sendVoiceError(reply, body.error);
    const order = readOrder(body.value, applications);
    if (!order.ok) return sendVoiceError(reply, voiceError("validation", order.error));
    const placed = calls.place(order.value);
    if (!placed.ok) return sendVoiceError(reply, tooMany[placed.error]);
    const { call, start } = placed.value;
    // Also when the client went away meanwhile: its order stands.
    reply.raw.once("close", start);
    const view = createdCall(call, order.value, body.value, context);
    return reply.code(201).header("location", context.callUrl(call.id)).send(view);
  });
}

function listRoute(routes: FastifyInstance, { store, context }: CallRoutesOptions): void {
  routes.get("/calls", (request, reply) => {
    const query = ListQuery.safeParse(request.query);
    if (!query.success) return sendVoiceError(reply, invalid(query.error));
    const { calls, nextToken } = listCalls(store.all(), query.data);
    if (nextToken !== undefined) {
      const here = new URL(request.url, context.callUrl("x"));
      here.searchParams.set("pageToken", nextToken);
      void reply.header("link", `<${here.href}>; rel="next"`);
    }
    return reply.send(calls.map((call) => callState(call, context)));
  });
}

function updateRoutes(routes: FastifyInstance, { calls, store }: CallRoutesOptions): void {
  routes.post<{ Params: CallParams }>("/calls/:callId", (request, reply) => {
    const body = readJson(UpdateCallBody, request);
    if (!body.ok) return sendVoiceError(reply, body.error);
    const { state = "active", tag } = body.value;
    const hook = state === "completed" ? ok(undefined) : readRedirect(body.value);
    if (!hook.ok) return sendVoiceError(reply, voiceError("validation", hook.error));
    const call = modifiable(store.find(request.params.callId), state);
    if (!call.ok) return sendVoiceError(reply, call.error);
    if (tag !== undefined) call.value.tag = tag;
    if (hook.value === undefined) call.value.hangUp();
    else calls.redirect(call.value, hook.value);
    return reply.code(200).send();
  });

  routes.put<{ Params: CallParams }>("/calls/:callId/bxml", (request, reply) => {
    if (!isXml(request))
      return sendVoiceError(reply, voiceError("unsupported-media-type", "BXML is expected here"));
    const script = readBxml(String(request.body), documentUrl(request));
    if (!script.ok) return sendVoiceError(reply, voiceError("validation", script.error));
    const call = modifiable(store.find(request.params.callId), "active");
    if (!call.ok) return sendVoiceError(reply, call.error);
    calls.replace(call.value, script.value);
    return reply.code(204).send();
  });
}

/** A document that was put has no server that it came from: relative addresses lead nowhere but to this request's. */
function documentUrl(request: FastifyRequest): URL {
  return new URL(request.url, `http://${request.headers.host ?? "localhost"}`);
}

/** New orders need a call that talks, or one that rings here; an end needs only a call (R69). */
function modifiable(
  call: VoiceCall | undefined,
  wanted: "active" | "completed",
): Result<VoiceCall, VoiceError> {
  if (!call) return err(noSuchCall);
  if (!call.live) return err(voiceError("conflict", "the call is over"));
  const canTakeOrders = call.answered || call.facts.direction === "inbound";
  if (wanted === "active" && !canTakeOrders)
    return err(voiceError("conflict", "the call is not answered yet"));
  return ok(call);
}

function refuseOtherMethods(routes: FastifyInstance): void {
  const refuse = (_request: FastifyRequest, reply: FastifyReply): FastifyReply =>
    sendVoiceError(reply, voiceError("method-not-allowed", "this method does nothing here"));
  routes.route({ method: ["PUT", "PATCH", "DELETE"], url: "/calls", handler: refuse });
  routes.route({ method: ["PUT", "PATCH", "DELETE"], url: "/calls/:callId", handler: refuse });
  routes.route({ method: ["GET", "POST", "PATCH", "DELETE"], url: "/calls/:callId/bxml", handler: refuse });
}

const noSuchCall = voiceError("not-found", "there is no such call");

const tooMany = {
  "too-fast": voiceError("too-many-requests", "too many new calls within a second"),
  "too-many": voiceError("too-many-requests", "too many calls at once"),
} as const;

function readJson<T>(schema: z.ZodType<T>, request: FastifyRequest): Result<T, VoiceError> {
  if (isXml(request)) return err(voiceError("unsupported-media-type", "JSON is expected here"));
  const parsed = schema.safeParse(request.body);
  return parsed.success ? ok(parsed.data) : err(invalid(parsed.error));
}

function invalid(error: z.ZodError): VoiceError {
  const [issue] = error.issues;
  const where = issue && issue.path.length > 0 ? issue.path.join(".") : "body";
  return voiceError("validation", `${where}: ${issue?.message ?? "invalid"}`);
}
