import { randomBytes } from "node:crypto";
import type { Clock } from "../common/clock.ts";
import { hashAccounts } from "./accounts.ts";
import type { Config } from "./config.ts";
import type { Log } from "./log.ts";
import { openPlatform, type PlatformAccess } from "./open-platform.ts";
import { openStores } from "./open-stores.ts";
import { openVoice, type Voice } from "./open-voice.ts";
import { createMetrics, type Metrics } from "./metrics/metrics.ts";
import { createMetricsServer } from "./metrics/metrics-server.ts";
import { isLoopback } from "./loopback.ts";
import { listening, StartError } from "./start-error.ts";
import { systemClock } from "./system-clock.ts";
import { WebhookReach } from "./webhook-reach.ts";
import { hashPassword } from "./token-server/passwords.ts";
import { createTokenServer, type TokenServer } from "./token-server/token-server.ts";
import type { TokenServerOptions } from "./token-server/token-server-options.ts";

export interface RunningServer extends RunningParts {
  /** For Prometheus. */
  readonly metricsUrl: string;
}

interface RunningParts {
  readonly tokenServerUrl: string;
  readonly controlApiUrl: string;
  readonly deviceGatewayUrl: string;
  /** Null where there are no phone calls. */
  readonly voiceApiUrl: string | null;
  /** Where tests make things go wrong; null unless that is configured. */
  readonly faultsUrl: string | null;
  /** Nothing new begins; resolves when no call runs any more, at the latest after `drainMs` of the configuration. Once. */
  drain(): Promise<void>;
  /** Ends calls, tells everybody, frees ports and sockets. */
  close(): Promise<void>;
}

interface Ports {
  readonly log: Log;
  readonly clock?: Clock;
  /** What a worker thread for media runs; without it there are none. */
  readonly mediaWorker?: URL | undefined;
}

/** Starts the platform (unless the cloud is configured), the token server and the metrics. Rejects with StartError. */
export async function startServer(config: Config, ports: Ports): Promise<RunningServer> {
  const { log, clock = systemClock, mediaWorker } = ports;
  const metrics = createMetrics();
  const parts = await startParts(config, { log, clock, mediaWorker, metrics });
  const { host, port = config.port === 0 ? 0 : config.port + 3 } = config.metrics;
  try {
    const start = () => createMetricsServer({ host, port, metrics });
    const server = await listening(host, port, start, "metrics.port");
    return {
      ...parts,
      metricsUrl: server.url,
      async close() {
        await parts.close();
        await server.close();
      },
    };
  } catch (cause) {
    await parts.close();
    throw cause;
  }
}

async function startParts(
  config: Config,
  {
    log,
    clock,
    mediaWorker,
    metrics,
  }: Required<Pick<Ports, "log" | "clock">> & Pick<Ports, "mediaWorker"> & { readonly metrics: Metrics },
): Promise<RunningParts> {
  const accounts = await hashAccounts(config.people);
  if (!accounts.ok) throw new StartError(accounts.error);
  const [stores, decoyHash] = await Promise.all([
    openStores(config.stateFile),
    hashPassword(randomBytes(16).toString("hex")),
  ]);
  const { allowPrivateAddresses: everywhere = isLoopback(config.host) } = config.webhooks;
  const reach = new WebhookReach({ everywhere });
  const platform = await openPlatform(config, { log, clock, metrics, reach, mediaWorker });
  const peoplesNumbers = accounts.value.flatMap(({ numbers }) => numbers);
  const voice = await openVoice(config, platform, { peoplesNumbers, log, clock, reach }).catch(
    async (cause: unknown) => {
      await platform.close();
      throw cause;
    },
  );
  const { publicUrl, voice: _voice, turn, ...settings } = config;
  const options: TokenServerOptions = {
    ...settings,
    ...(voice === null ? {} : { voice: voice.access }),
    ...(publicUrl === undefined ? {} : { publicUrl }),
    ...(turn === undefined ? {} : { turn }),
    accounts: accounts.value,
    decoyHash,
    ...stores,
    log,
    clock,
    random: Math.random,
    control: {
      baseUrl: platform.controlApiUrl,
      account: platform.account,
      timeoutMs: config.controlTimeoutMs,
    },
    deviceGatewayUrl: platform.deviceGatewayUrl,
  };
  try {
    const tokenServer = await listening(config.host, config.port, () => createTokenServer(options));
    reach.serveFrom(publicUrl ?? tokenServer.url);
    voice?.serveFrom(publicUrl ?? tokenServer.url);
    return running({ tokenServer, platform, voice, drainMs: config.drainMs });
  } catch (cause) {
    await voice?.close();
    await platform.close();
    throw cause;
  }
}

interface Parts {
  readonly tokenServer: TokenServer;
  readonly platform: PlatformAccess;
  readonly voice: Voice | null;
  readonly drainMs: number;
}

function running({ tokenServer, platform, voice, drainMs }: Parts): RunningParts {
  return {
    tokenServerUrl: tokenServer.url,
    controlApiUrl: platform.controlApiUrl,
    deviceGatewayUrl: platform.deviceGatewayUrl,
    voiceApiUrl: voice?.access.baseUrl ?? null,
    faultsUrl: platform.faultsUrl,
    drain: () => tokenServer.drain(drainMs),
    async close() {
      tokenServer.endCalls();
      // Before their participants are deleted: who talked is to come back (1001), not to go away (1000).
      await platform.releaseDevices();
      // The token server still needs the other two while it deletes what it had there.
      await tokenServer.close();
      await voice?.close();
      await platform.close();
    },
  };
}
