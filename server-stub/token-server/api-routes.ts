import type { FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import { CallId } from "../../common/ids.ts";
import { ok } from "../../common/result.ts";
import type { ServerEvent } from "../../common/wire/token-server.ts";
import type { Client } from "./client.ts";
import { openEventResponse } from "./event-response.ts";
import { fail, readInput } from "./failure.ts";
import type { Handled, Routes } from "./http-app.ts";
import { operations, type Operation } from "./operations.ts";
import type { Parts } from "./parts.ts";

const CallParams = z.object({ id: CallId });
const WebhookParams = z.object({ secret: z.string().max(100) });

/** Ties every operation to the service that carries it out. */
export function serveApi(routes: Routes, parts: Parts): void {
  serveSessions(routes, parts);
  serveCalls(routes, parts);
  serveEvents(routes, parts);
  servePlatform(routes, parts);
}

function serveSessions(routes: Routes, { sessions, presence, accesses }: Parts): void {
  routes.open(operations.signIn, (body, request) => sessions.signIn(body, request.ip));
  routes.open(operations.refresh, (body) => sessions.refresh(body.refreshToken));
  routes.signedIn(operations.signOut, async (client) => {
    await sessions.signOut(client);
    return ok({});
  });
  routes.signedIn(operations.people, () => ok({ people: presence.all() }));
  routes.signedIn(operations.mediaAccess, (client) => accesses.create(client));
}

function serveCalls(routes: Routes, { calls }: Parts): void {
  routes.signedIn(operations.placeCall, async (client, body) => {
    const placed = await calls.place(client, body);
    return placed.ok ? ok({ call: placed.value }) : placed;
  });
  routes.signedIn(operations.accept, (client, body, request) =>
    withCallId(request, (id) => calls.accept(client, id, body.mediaAccessId)),
  );
  const act = (operation: Operation, action: (client: Client, id: CallId) => Handled): void =>
    routes.signedIn(operation, (client, _body, request) => withCallId(request, (id) => action(client, id)));
  act(operations.ringing, (client, id) => calls.ringing(client, id));
  act(operations.decline, (client, id) => calls.decline(client, id));
  act(operations.hangUp, (client, id) => calls.hangUp(client, id));
}

function serveEvents(routes: Routes, { streams, presence, registry }: Parts): void {
  routes.stream(operations.events, (client: Client, reply: FastifyReply) => {
    const snapshot = (): ServerEvent => ({
      type: "snapshot",
      people: presence.all(),
      calls: registry.concerning(client),
      rooms: [],
      numbers: [],
    });
    const closed = streams.open(client, openEventResponse(reply.raw), snapshot);
    reply.raw.once("close", closed);
  });
}

function servePlatform(routes: Routes, { accesses, readiness }: Parts): void {
  routes.open(operations.participantWebhook, (webhook, request) => {
    const params = readInput(WebhookParams, request.params);
    return params.ok && accesses.receive(params.value.secret, webhook) ? ok(null) : fail("not-found");
  });
  routes.open(operations.health, () => ok({ status: "ok" }));
  routes.open(operations.ready, async () =>
    (await readiness.check()) ? ok({ status: "ok" }) : fail("platform-unavailable"),
  );
}

function withCallId(request: FastifyRequest, action: (id: CallId) => Handled): Handled {
  const params = readInput(CallParams, request.params);
  return params.ok ? action(params.value.id) : params;
}
