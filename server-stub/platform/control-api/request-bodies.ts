/** Bodies that the control API accepts (bandwidth.md section 2). Stricter than what we read of others' answers. */
import { z } from "zod";
import { PublishPermission } from "../../../common/wire/control-api.ts";

const unique = (values: readonly string[]): boolean => new Set(values).size === values.length;
const absentIfNull = <T>(value: T | null | undefined): T | undefined => value ?? undefined;

const tagUpTo = (length: number) => z.string().max(length).nullish().transform(absentIfNull);

export const newParticipantBody = (tagLength: number) =>
  z.object({
    callbackUrl: z
      .url({ protocol: /^https?$/ })
      .max(2048)
      .nullish(),
    publishPermissions: z
      .array(PublishPermission)
      .refine(unique, "publishPermissions must be unique")
      .nullish()
      .transform(absentIfNull),
    tag: tagUpTo(tagLength),
    /** Official samples send it in lower case (R3). */
    deviceApiVersion: z.string().regex(/^v3$/i, "deviceApiVersion must be V3").nullish(),
  });

export const newSessionBody = (tagLength: number) => z.object({ tag: tagUpTo(tagLength) });

const maxListed = 100;

export const SubscriptionsBody = z
  .object({
    sessionId: z.string().max(64).nullish(),
    participants: z
      .array(
        z.object({
          participantId: z.string().max(64),
          streamAliases: z
            .array(z.string().max(256))
            .max(maxListed)
            .refine(unique, "streamAliases must be unique")
            .nullish(),
        }),
      )
      .max(maxListed)
      .nullish(),
  })
  .transform(({ sessionId, participants }) => ({
    ...(sessionId ? { sessionId } : {}),
    ...(participants
      ? {
          participants: participants.map(({ participantId, streamAliases }) => ({
            participantId,
            ...(streamAliases ? { streamAliases } : {}),
          })),
        }
      : {}),
  }));
