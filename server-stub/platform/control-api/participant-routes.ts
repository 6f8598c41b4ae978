import type { FastifyInstance } from "fastify";
import type { DeviceTokens } from "../device-token.ts";
import type { Registry } from "../registry/registry.ts";
import { readBody, sendDone, sendError } from "./replies.ts";
import { newParticipantBody } from "./request-bodies.ts";

interface ItemParams {
  participantId: string;
}

/** Operations 1 to 3. */
export function participantRoutes(
  routes: FastifyInstance,
  { registry, tokens, tagLength }: { registry: Registry; tokens: DeviceTokens; tagLength: number },
): void {
  const NewParticipantBody = newParticipantBody(tagLength);
  routes.post("/participants", async (request, reply) => {
    const body = readBody(NewParticipantBody, request.body, { optional: false });
    if (!body.ok) return sendError(request, reply, body.error);
    const participant = registry.createParticipant(body.value);
    return reply.send({ participant, token: await tokens.issue(participant.id) });
  });

  routes.get<{ Params: ItemParams }>("/participants/:participantId", (request, reply) => {
    const participant = registry.participant(request.params.participantId);
    return participant.ok ? reply.send(participant.value) : sendError(request, reply, participant.error);
  });

  routes.delete<{ Params: ItemParams }>("/participants/:participantId", (request, reply) =>
    sendDone(request, reply, registry.deleteParticipant(request.params.participantId)),
  );
}
