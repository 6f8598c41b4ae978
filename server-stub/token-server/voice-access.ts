/** What the token server needs for phone calls: a Voice API (bandwidth.md 6.2), ours or Bandwidth's, and numbers there. */
export interface VoiceAccess {
  /** Such as `https://voice.bandwidth.com/api/v2`: paths begin with `/accounts/`. */
  readonly baseUrl: string;
  /** The application that calls are placed with; the webhooks of calls to its numbers come to `voiceWebhookPaths`. */
  readonly applicationId: string;
  readonly account: { readonly accountId: string; readonly username: string; readonly password: string };
  /** The interconnect: a call or a Transfer to it, with a participant's token as `uui`, becomes that participant's leg. */
  readonly sipxUri: string;
  /** E.164 numbers of the account that belong to the application. Calls are placed from them. */
  readonly numbers: readonly string[];
  /** HTTP Basic credentials that the application's own webhooks bring; to be checked, since their paths are no secret. */
  readonly webhookCredentials: { readonly username: string; readonly password: string };
}

/** Where, below this server's public address, the application's webhooks come in: `initiate`, and `disconnect` of inbound calls. */
export const voiceWebhookPaths = {
  callInitiated: "/webhooks/voice/initiated",
  callStatus: "/webhooks/voice/status",
} as const;
