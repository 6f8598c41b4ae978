import type { FastifyInstance } from "fastify";
import type { Registry } from "../registry/registry.ts";
import { selectsNothing } from "../subscriptions.ts";
import { readBody, sendDone, sendError } from "./replies.ts";
import { newSessionBody, SubscriptionsBody } from "./request-bodies.ts";

interface SessionParams {
  sessionId: string;
}

interface MemberParams extends SessionParams {
  participantId: string;
}

/** Operations 4 to 11. */
export function sessionRoutes(
  routes: FastifyInstance,
  { registry, tagLength }: { registry: Registry; tagLength: number },
): void {
  const NewSessionBody = newSessionBody(tagLength);
  routes.post("/sessions", (request, reply) => {
    const body = readBody(NewSessionBody, request.body, { optional: true });
    if (!body.ok) return sendError(request, reply, body.error);
    return reply.send(registry.createSession(body.value.tag));
  });

  routes.get<{ Params: SessionParams }>("/sessions/:sessionId", (request, reply) => {
    const session = registry.session(request.params.sessionId);
    return session.ok ? reply.send(session.value) : sendError(request, reply, session.error);
  });

  routes.delete<{ Params: SessionParams }>("/sessions/:sessionId", (request, reply) =>
    sendDone(request, reply, registry.deleteSession(request.params.sessionId)),
  );

  routes.get<{ Params: SessionParams }>("/sessions/:sessionId/participants", (request, reply) => {
    const members = registry.members(request.params.sessionId);
    if (!members.ok) return sendError(request, reply, members.error);
    return members.value.length === 0 ? reply.code(204).send() : reply.send(members.value);
  });

  memberRoutes(routes, registry);
}

function memberRoutes(routes: FastifyInstance, registry: Registry): void {
  const member = "/sessions/:sessionId/participants/:participantId";

  routes.put<{ Params: MemberParams }>(member, (request, reply) => {
    const { sessionId, participantId } = request.params;
    const body = readBody(SubscriptionsBody, request.body, { optional: true });
    if (!body.ok) return sendError(request, reply, body.error);
    return sendDone(request, reply, registry.addMember(sessionId, participantId, body.value));
  });

  routes.delete<{ Params: MemberParams }>(member, (request, reply) => {
    const { sessionId, participantId } = request.params;
    return sendDone(request, reply, registry.removeMember(sessionId, participantId));
  });

  routes.get<{ Params: MemberParams }>(`${member}/subscriptions`, (request, reply) => {
    const rules = registry.subscriptions(request.params.sessionId, request.params.participantId);
    if (!rules.ok) return sendError(request, reply, rules.error);
    return selectsNothing(rules.value) ? reply.code(204).send() : reply.send(rules.value);
  });

  routes.put<{ Params: MemberParams }>(`${member}/subscriptions`, (request, reply) => {
    const { sessionId, participantId } = request.params;
    const body = readBody(SubscriptionsBody, request.body, { optional: true });
    if (!body.ok) return sendError(request, reply, body.error);
    return sendDone(request, reply, registry.setSubscriptions(sessionId, participantId, body.value));
  });
}
