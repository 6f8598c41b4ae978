import { randomBytes } from "node:crypto";
import type { Clock } from "../common/clock.ts";
import type { Config } from "./config.ts";
import type { Log } from "./log.ts";
import type { Metrics } from "./metrics/metrics.ts";
import { openMedia } from "./open-media.ts";
import { createFaultServer, type FaultServer } from "./platform/faults/fault-server.ts";
import { Faults } from "./platform/faults/faults.ts";
import type { Interconnect } from "./platform/interconnect.ts";
import { createPlatform } from "./platform/platform.ts";
import { listening } from "./start-error.ts";
import type { WebhookReach } from "./webhook-reach.ts";

/** The platform as the token server sees it: addresses and credentials, ours or Bandwidth's. */
export interface PlatformAccess {
  readonly controlApiUrl: string;
  readonly deviceGatewayUrl: string;
  readonly account: { readonly accountId: string; readonly username: string; readonly password: string };
  /** Where phone legs become participants; the cloud's is not reachable by us, only by its own Voice API. */
  readonly interconnect: Interconnect | null;
  /** Where tests make things go wrong; null unless that is configured. */
  readonly faultsUrl: string | null;
  /** Asks all devices to come back, and lets nobody in any more. Part of `close`. */
  releaseDevices(): Promise<void>;
  close(): Promise<void>;
}

interface PlatformPorts {
  readonly log: Log;
  readonly clock: Clock;
  readonly metrics: Pick<Metrics, "media" | "platform" | "watch">;
  readonly reach: WebhookReach;
  readonly mediaWorker?: URL | undefined;
}

/** Bandwidth's cloud if it is configured, else a platform and a media engine in this process. */
export async function openPlatform(config: Config, ports: PlatformPorts): Promise<PlatformAccess> {
  if (config.cloud) {
    const { webrtcApiUrl, deviceGatewayUrl, ...account } = config.cloud;
    return {
      controlApiUrl: webrtcApiUrl,
      deviceGatewayUrl,
      account,
      interconnect: null,
      faultsUrl: null,
      releaseDevices: () => Promise.resolve(),
      close: () => Promise.resolve(),
    };
  }
  return openLocalPlatform(config, ports);
}

async function openLocalPlatform(
  config: Config,
  { log, clock, metrics, reach, mediaWorker }: PlatformPorts,
): Promise<PlatformAccess> {
  const { host } = config;
  const account = config.account ?? {
    accountId: "9900000",
    username: "deskline",
    password: randomBytes(24).toString("base64url"),
  };
  const faults = config.faultInjection && new Faults({ clock, log });
  const media = { log, observe: metrics.media, ...(faults ? { impair: faults } : {}) };
  const mediaEngine = await openMedia(config, media, mediaWorker);
  const port = config.platformPort ?? (config.port === 0 ? 0 : config.port + 1);
  try {
    const platform = await listening(host, port, () =>
      createPlatform({
        host,
        port,
        account,
        mediaEngine,
        log,
        clock,
        observe: metrics.platform,
        ...(faults ? { faults } : {}),
        webhooks: { allowPrivateAddresses: reach.allows },
        ...platformSettings(config),
        ...(config.deviceGraceMs === undefined ? {} : { graceMs: config.deviceGraceMs }),
        ...(config.publicDeviceGatewayUrl === undefined
          ? {}
          : { publicWebsocketUrl: config.publicDeviceGatewayUrl }),
      }),
    );
    const faultServer = faults && (await openFaultServer(config, faults).catch(closing(platform)));
    metrics.watch({ figures: () => platform.figures(), stats: () => mediaEngine.stats() });
    const { controlApiUrl, deviceGatewayUrl, interconnect } = platform;
    const close = async (): Promise<void> => {
      await faultServer?.close();
      await platform.close();
      await mediaEngine.close();
    };
    return {
      controlApiUrl,
      deviceGatewayUrl,
      account,
      interconnect,
      faultsUrl: faultServer?.url ?? null,
      releaseDevices: () => platform.releaseDevices(),
      close,
    };
  } catch (cause) {
    await mediaEngine.close();
    throw cause;
  }
}

/** The configuration knows absent keys as undefined, the platform not at all. */
function platformSettings({ platform }: Config) {
  const { sessionLifetimeMs, tokenLifetimeMs, participantsPerSession, tagLength, secondDevice } = platform;
  return {
    ...(sessionLifetimeMs === undefined ? {} : { sessionLifetimeMs }),
    ...(tokenLifetimeMs === undefined ? {} : { tokenLifetimeMs }),
    ...(secondDevice === undefined ? {} : { secondDevice }),
    limits: {
      ...(participantsPerSession === undefined ? {} : { participantsPerSession }),
      ...(tagLength === undefined ? {} : { tagLength }),
    },
  };
}

function openFaultServer(
  { faultInjection, metrics, port: first }: Config,
  faults: Faults,
): Promise<FaultServer> {
  const port = faultInjection?.port ?? (first === 0 ? 0 : (metrics.port ?? first + 3) + 1);
  return listening("127.0.0.1", port, () => createFaultServer({ port, faults }), "faultInjection.port");
}

const closing =
  (part: { close(): Promise<void> }) =>
  async (cause: unknown): Promise<never> => {
    await part.close();
    throw cause;
  };
