import type { Config } from "./config.ts";
import type { PlatformAccess } from "./open-platform.ts";
import type { VoiceAccess } from "./token-server/voice-access.ts";

export interface Voice {
  readonly access: VoiceAccess;
  /** Tells the Voice API where the token server is reached. With the cloud, its administrator has entered that there. */
  serveFrom(tokenServerUrl: string): void;
  close(): Promise<void>;
}

/** Bandwidth's Voice API if the cloud is configured with an application; null without phone calls. */
export function openVoice(config: Config, platform: PlatformAccess): Promise<Voice | null> {
  const { account } = platform;
  const { applicationId, numbers, apiUrl, sipxUri, webhookCredentials } = config.voice;
  if (!config.cloud) return Promise.resolve(null);
  if (!applicationId || !numbers || !webhookCredentials) return Promise.resolve(null);
  const access = { baseUrl: apiUrl, applicationId, account, sipxUri, numbers, webhookCredentials };
  return Promise.resolve({ access, serveFrom: () => {}, close: () => Promise.resolve() });
}
