import type { FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import { CallId, RoomId, UserId } from "../../common/ids.ts";
import { err, ok, type Result } from "../../common/result.ts";
import type { ServiceCall } from "../../common/wire/calls.ts";
import type { Room } from "../../common/wire/rooms.ts";
import type { ServerEvent } from "../../common/wire/token-server.ts";
import { type Client, nameOf } from "./client.ts";
import { openEventResponse } from "./event-response.ts";
import { fail, readInput, type Failure } from "./failure.ts";
import type { Handled, Routes } from "./http-app.ts";
import { operations, type Operation } from "./operations.ts";
import type { Parts } from "./parts.ts";

const noPhones: Failure = { code: "phones-unavailable" };
const CallParams = z.object({ id: CallId });
const UserParams = z.object({ user: UserId });
const RoomParams = z.object({ id: RoomId });
const LegParams = z.object({ secret: z.string().max(100), leg: z.enum(["phone", "sipx"]) });
const WebhookParams = z.object({ secret: z.string().max(100) });

/** Ties every operation to the service that carries it out. */
export function serveApi(routes: Routes, parts: Parts): void {
  serveSessions(routes, parts);
  serveCalls(routes, parts);
  serveCallControl(routes, parts);
  serveRooms(routes, parts);
  serveChat(routes, parts);
  serveEvents(routes, parts);
  servePlatform(routes, parts);
  serveVoice(routes, parts);
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
  routes.signedIn(operations.placeCall, async (client, body) => asCall(await calls.place(client, body)));
  routes.signedIn(operations.accept, (client, body, request) =>
    withCallId(request, (id) => calls.accept(client, id, body.mediaAccessId)),
  );
  const act = (operation: Operation, action: (client: Client, id: CallId) => Handled): void =>
    routes.signedIn(operation, (client, _body, request) => withCallId(request, (id) => action(client, id)));
  act(operations.ringing, (client, id) => calls.ringing(client, id));
  act(operations.decline, (client, id) => calls.decline(client, id));
  act(operations.hangUp, (client, id) => calls.hangUp(client, id));
}

function serveCallControl(routes: Routes, { control, rejoining }: Parts): void {
  routes.signedIn(operations.hold, (client, { held }, request) =>
    withCallId(request, (id) => control.hold(client, id, held)),
  );
  routes.signedIn(operations.transfer, (client, { to }, request) =>
    withCallId(request, (id) => control.transfer(client, id, to)),
  );
  routes.signedIn(operations.addToCall, (client, { to }, request) =>
    withCallId(request, (id) => control.add(client, id, to)),
  );
  routes.signedIn(operations.dropFromCall, (client, { memberId }, request) =>
    withCallId(request, (id) => control.drop(client, id, memberId)),
  );
  routes.signedIn(operations.rejoin, (client, body, request) =>
    withCallId(request, async (id) => asCall(await rejoining.rejoin(client, id, body))),
  );
}

function serveRooms(routes: Routes, { rooms, draining }: Parts): void {
  routes.signedIn(operations.createRoom, (client, { name }) =>
    draining.begun ? fail("shutting-down") : asRoom(rooms.create(client, name)),
  );
  routes.signedIn(operations.rooms, () => ok({ rooms: rooms.all() }));
  routes.signedIn(operations.joinRoom, async (client, body) =>
    draining.begun ? fail("shutting-down") : asRoom(await rooms.join(client, body)),
  );
  routes.signedIn(operations.endRoom, (client, _body, request) =>
    withRoomId(request, (id) => rooms.end(client, id)),
  );
  routes.signedIn(operations.removeFromRoom, (client, { memberId }, request) =>
    withRoomId(request, (id) => rooms.remove(client, id, memberId)),
  );
  routes.signedIn(operations.inviteToRoom, (client, { to }, request) =>
    withRoomId(request, (id) => rooms.invite(client, id, to)),
  );
  routes.signedIn(operations.roomMe, (client, { muted }, request) =>
    withRoomId(request, (id) => rooms.setMuted(client, id, muted)),
  );
}

function serveChat(routes: Routes, { mailboxes, chatLinks, people }: Parts): void {
  routes.signedIn(operations.registerKey, async (client, { publicKey }) =>
    ok(await mailboxes.register(nameOf(client), publicKey)),
  );
  routes.signedIn(operations.chatClients, (_client, _body, request) =>
    withUser(request, async (user) =>
      people.get(user) === undefined
        ? fail("person-unknown")
        : ok({ clients: await mailboxes.clientsOf(user) }),
    ),
  );
  routes.signedIn(operations.connectChat, (client, { mediaAccessId }, request) =>
    withUser(request, (user) => chatLinks.connect(client, user, mediaAccessId)),
  );
  routes.signedIn(operations.disconnectChat, (client, _body, request) =>
    withUser(request, (user) => {
      chatLinks.disconnect(client, user);
      return ok({});
    }),
  );
  routes.signedIn(operations.postMail, (client, body) => mailboxes.post(nameOf(client), body));
  routes.signedIn(operations.fetchMail, async (client) => ok(await mailboxes.fetch(nameOf(client))));
  routes.signedIn(operations.confirmMail, async (client, { ids }) => {
    await mailboxes.confirm(nameOf(client), ids);
    return ok({});
  });
}

function serveEvents(routes: Routes, { streams, presence, registry, rooms, people }: Parts): void {
  routes.stream(operations.events, (client: Client, reply: FastifyReply) => {
    const snapshot = (): ServerEvent => ({
      type: "snapshot",
      people: presence.all(),
      calls: registry.concerning(client),
      rooms: rooms.all(),
      numbers: [...people.numbersOf(client.person.id)],
    });
    const closed = streams.open(client, openEventResponse(reply.raw), snapshot);
    reply.raw.once("close", closed);
  });
}

function servePlatform(routes: Routes, { accesses, readiness, draining }: Parts): void {
  routes.open(operations.participantWebhook, (webhook, request) => {
    const params = readInput(WebhookParams, request.params);
    return params.ok && accesses.receive(params.value.secret, webhook) ? ok(null) : fail("not-found");
  });
  routes.open(operations.health, () => ok({ status: "ok" }));
  routes.open(operations.ready, async () => {
    if (draining.begun) return fail("shutting-down");
    return (await readiness.check()) ? ok({ status: "ok" }) : fail("platform-unavailable");
  });
}

/** The application's own webhooks have known paths and bring credentials; those of a leg have a path that nobody knows. */
function serveVoice(routes: Routes, { phones }: Parts): void {
  const fromApplication = (request: FastifyRequest): Failure | null => {
    if (!phones) return noPhones;
    return phones.credentials.match(request.headers.authorization) ? null : { code: "unauthorized" };
  };
  routes.open(operations.voiceInitiated, (webhook, request) => {
    const failure = fromApplication(request);
    return phones && !failure ? ok(phones.inbound.initiated(webhook)) : err(failure ?? noPhones);
  });
  routes.open(operations.voiceStatus, (webhook, request) => {
    const failure = fromApplication(request);
    if (!phones || failure) return err(failure ?? noPhones);
    if (webhook.eventType === "disconnect") phones.lines.ended(webhook);
    return ok(null);
  });
  routes.open(operations.voiceLeg, (webhook, request) => {
    const params = readInput(LegParams, request.params);
    const orders = params.ok ? phones?.lines.answer(params.value.secret, params.value.leg, webhook) : null;
    return orders ? ok(orders) : fail("not-found");
  });
}

function withCallId(request: FastifyRequest, action: (id: CallId) => Handled): Handled {
  const params = readInput(CallParams, request.params);
  return params.ok ? action(params.value.id) : params;
}

function withUser(request: FastifyRequest, action: (user: UserId) => Handled): Handled {
  const params = readInput(UserParams, request.params);
  return params.ok ? action(params.value.user) : params;
}

function withRoomId(request: FastifyRequest, action: (id: RoomId) => Handled): Handled {
  const params = readInput(RoomParams, request.params);
  return params.ok ? action(params.value.id) : params;
}

const asCall = (call: Result<ServiceCall, Failure>): Result<{ call: ServiceCall }, Failure> =>
  call.ok ? ok({ call: call.value }) : call;
const asRoom = (room: Result<Room, Failure>): Result<{ room: Room }, Failure> =>
  room.ok ? ok({ room: room.value }) : room;
