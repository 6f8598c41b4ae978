import { z } from "zod";

/** Webhooks of the Voice API (bandwidth.md 6.5), of which only what we read. Events that we did not ask for are answered too. */
export const VoiceWebhook = z.object({
  eventType: z.string().max(64),
  callId: z.string().min(1).max(128),
  from: z.string().max(512),
  to: z.string().max(512),
  cause: z.string().max(64).optional(),
  /** For people to read; a webhook is not worth losing over it. */
  errorMessage: z.string().max(1_000).optional().catch(undefined),
});
export type VoiceWebhook = z.infer<typeof VoiceWebhook>;
