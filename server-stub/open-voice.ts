import { randomBytes, randomUUID } from "node:crypto";
import type { Clock } from "../common/clock.ts";
import type { Config } from "./config.ts";
import type { Log } from "./log.ts";
import type { PlatformAccess } from "./open-platform.ts";
import { createPhoneNetwork } from "./pstn/create-phone-network.ts";
import type { PhoneNetwork } from "./pstn/phone-network.ts";
import { listening } from "./start-error.ts";
import { voiceWebhookPaths, type VoiceAccess } from "./token-server/voice-access.ts";
import type { WebhookReach } from "./webhook-reach.ts";
import { createEspeak } from "./voice/audio/espeak.ts";
import { createVoiceApi, type VoiceApi } from "./voice/voice-api.ts";
import type { VoiceApplication } from "./voice/voice-options.ts";

/** The account's number in the default set-up; of those kept free for fiction, and none of the simulated phones'. */
const defaultNumber = "+19195550150";

export interface Voice {
  readonly access: VoiceAccess;
  /** Tells the Voice API where the token server is reached. With the cloud, its administrator has entered that there. */
  serveFrom(tokenServerUrl: string): void;
  close(): Promise<void>;
}

interface Ports {
  /** Numbers of people: in this process they belong to the application without further ado. */
  readonly peoplesNumbers: readonly string[];
  readonly log: Log;
  readonly clock: Clock;
  readonly reach: WebhookReach;
}

/** A Voice API in this process, or Bandwidth's if the cloud is configured with an application; null without phone calls. */
export function openVoice(config: Config, platform: PlatformAccess, ports: Ports): Promise<Voice | null> {
  const { account, interconnect } = platform;
  const { applicationId, numbers, apiUrl, sipxUri, webhookCredentials } = config.voice;
  if (interconnect) return openLocalVoice(config, { account, interconnect }, ports);
  if (!applicationId || !numbers || !webhookCredentials) return Promise.resolve(null);
  const access = { baseUrl: apiUrl, applicationId, account, sipxUri, numbers, webhookCredentials };
  return Promise.resolve({ access, serveFrom: () => {}, close: () => Promise.resolve() });
}

type LocalPlatform = Pick<PlatformAccess, "account"> & {
  readonly interconnect: NonNullable<PlatformAccess["interconnect"]>;
};

async function openLocalVoice(
  config: Config,
  { account, interconnect }: LocalPlatform,
  ports: Ports,
): Promise<Voice> {
  const { host, voice } = config;
  const port = voice.port ?? portAfterPlatform(config);
  const { log, clock, peoplesNumbers, reach } = ports;
  const network = await openPhones(config, ports);
  try {
    const api = await listening(host, port, () =>
      createVoiceApi({
        host,
        port,
        account,
        network,
        interconnect,
        speech: createEspeak({ clock, log }),
        sipxUris: [voice.sipxUri],
        applications: voice.applications.map(configuredApplication),
        allowPrivateAddresses: reach.allows,
        clock,
        log,
      }),
    );
    return localVoice({ config, account, api, peoplesNumbers }, async () => {
      await api.close();
      await network.close();
    });
  } catch (cause) {
    await network.close();
    throw cause;
  }
}

/** Simulated phones, and the trunk if there is one. */
function openPhones({ host, media, phones }: Config, { log, clock }: Ports): Promise<PhoneNetwork> {
  const { simulated, trunk, rtpPortRange } = phones;
  const publicAddress = media.publicAddress?.[0];
  const listenAddress = media.listenAddress ?? (host === "localhost" ? "127.0.0.1" : host);
  const start = (): Promise<PhoneNetwork> =>
    createPhoneNetwork({
      simulated,
      clock,
      log,
      listenAddress,
      ...(trunk === undefined ? {} : { trunk }),
      ...(rtpPortRange === undefined ? {} : { rtpPortRange }),
      ...(publicAddress === undefined ? {} : { publicAddress }),
    });
  return listening(listenAddress, trunk?.listenPort ?? 0, start, "phones.trunk.listenPort");
}

interface LocalParts {
  readonly config: Config;
  readonly account: PlatformAccess["account"];
  readonly api: VoiceApi;
  readonly peoplesNumbers: readonly string[];
}

function localVoice(
  { config: { voice }, account, api, peoplesNumbers }: LocalParts,
  close: () => Promise<void>,
): Voice {
  const access: VoiceAccess = {
    baseUrl: api.baseUrl,
    applicationId: voice.applicationId ?? randomUUID(),
    account,
    sipxUri: voice.sipxUri,
    numbers: voice.numbers ?? [defaultNumber],
    webhookCredentials: voice.webhookCredentials ?? {
      username: "voice",
      password: randomBytes(24).toString("base64url"),
    },
  };
  return {
    access,
    serveFrom: (tokenServerUrl) =>
      api.addApplication({
        id: access.applicationId,
        callInitiatedUrl: `${tokenServerUrl}${voiceWebhookPaths.callInitiated}`,
        callStatusUrl: `${tokenServerUrl}${voiceWebhookPaths.callStatus}`,
        numbers: [...access.numbers, ...peoplesNumbers],
        ...access.webhookCredentials,
      }),
    close,
  };
}

function portAfterPlatform({ port, platformPort = port === 0 ? 0 : port + 1 }: Config): number {
  return platformPort === 0 ? 0 : platformPort + 1;
}

/** The configuration knows absent keys as undefined, the Voice API not at all. */
function configuredApplication({
  id,
  numbers,
  callInitiatedUrl,
  callStatusUrl,
  username,
  password,
}: Config["voice"]["applications"][number]): VoiceApplication {
  return {
    id,
    numbers,
    callInitiatedUrl,
    ...(callStatusUrl === undefined ? {} : { callStatusUrl }),
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
  };
}
