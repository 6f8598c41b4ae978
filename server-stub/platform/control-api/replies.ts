import type { FastifyReply, FastifyRequest } from "fastify";
import type { z } from "zod";
import { err, ok, type Result } from "../../../common/result.ts";
import type { RegistryError } from "../registry/registry.ts";

const statuses: Record<RegistryError["code"], number> = { "not-found": 404, conflict: 409, invalid: 400 };

/** The documented error body (bandwidth.md section 2). */
export function sendError(request: FastifyRequest, reply: FastifyReply, error: RegistryError): FastifyReply {
  return reply.code(statuses[error.code]).send({ error: error.message, requestId: request.id });
}

/** 204 without a body, or the error. */
export function sendDone(
  request: FastifyRequest,
  reply: FastifyReply,
  result: Result<void, RegistryError>,
): FastifyReply {
  return result.ok ? reply.code(204).send() : sendError(request, reply, result.error);
}

/** Reads a body; one that may be absent is read as `{}`. */
export function readBody<T>(
  schema: z.ZodType<T>,
  body: unknown,
  { optional }: { optional: boolean },
): Result<T, RegistryError> {
  const parsed = schema.safeParse(optional ? (body ?? {}) : body);
  if (parsed.success) return ok(parsed.data);
  const issue = parsed.error.issues[0];
  const where = issue && issue.path.length > 0 ? issue.path.join(".") : "body";
  return err({ code: "invalid", message: `${where}: ${issue?.message ?? "invalid"}` });
}
