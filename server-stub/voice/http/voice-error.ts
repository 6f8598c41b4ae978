import type { FastifyReply } from "fastify";
import { randomUUID } from "node:crypto";

const errors = {
  validation: 400,
  "authentication-error": 401,
  "authorization-error": 403,
  "not-found": 404,
  "method-not-allowed": 405,
  conflict: 409,
  "unsupported-media-type": 415,
  "too-many-requests": 429,
  "internal-error": 500,
} as const;

/** What the API can answer instead of a result (bandwidth.md 6.2). */
export interface VoiceError {
  readonly type: keyof typeof errors;
  readonly description: string;
}

export const voiceError = (type: VoiceError["type"], description: string): VoiceError => ({
  type,
  description,
});

/** The documented body `{type, description, id}`; the id is for the reader's own notes. */
export function sendVoiceError(reply: FastifyReply, { type, description }: VoiceError): FastifyReply {
  if (type === "authentication-error") void reply.header("www-authenticate", "Basic");
  return reply.code(errors[type]).send({ type, description, id: randomUUID() });
}
