/** Control API v1 and its webhooks (bandwidth.md sections 2 and 3), as the token server and the platform both read them. */
import { z } from "zod";

export const Subscriptions = z.object({
  sessionId: z.string().optional(),
  participants: z
    .array(
      z.object({
        participantId: z.string(),
        streamAliases: z.array(z.string()).optional(),
      }),
    )
    .optional(),
});
export type Subscriptions = z.infer<typeof Subscriptions>;

export const PublishPermission = z.enum(["AUDIO", "VIDEO"]);
export type PublishPermission = z.infer<typeof PublishPermission>;

export const Participant = z.object({
  id: z.string(),
  callbackUrl: z.string().nullish(),
  publishPermissions: z.array(PublishPermission).optional(),
  sessions: z.array(z.string()),
  subscriptions: Subscriptions,
  tag: z.string().optional(),
  deviceApiVersion: z.literal("V3"),
});
export type Participant = z.infer<typeof Participant>;

export const CreateParticipantResponse = z.object({ participant: Participant, token: z.string().min(1) });

export const PlatformSession = z.object({ id: z.string(), tag: z.string().optional() });
export type PlatformSession = z.infer<typeof PlatformSession>;

/** Section 3. The timestamp is ms since the epoch as a string of digits; numbers are accepted too. */
export const ParticipantWebhook = z.object({
  event: z.enum(["onConnect", "onLeave", "onDisconnect"]),
  timestamp: z.union([z.string().regex(/^\d+$/), z.number()]),
  participantId: z.string(),
  deviceId: z.string(),
  tag: z.string().optional(),
});
export type ParticipantWebhook = z.infer<typeof ParticipantWebhook>;
