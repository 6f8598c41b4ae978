/** Starts the parts that a configuration asks for, and ends them again. */
import { randomBytes } from "node:crypto";
import type { ServerConfig } from "./config/config.ts";
import { demoPassword, demoPeople } from "./config/demo-people.ts";
import type { Log } from "./log.ts";
import { createMediaEngine } from "./media/werift-engine.ts";
import { createPlatform } from "./platform/platform.ts";
import { systemClock } from "./system-clock.ts";
import { hashPassword } from "./token-server/passwords.ts";
import type { Account } from "./token-server/people.ts";
import { FileTokenStore } from "./token-server/token-store-file.ts";
import { MemoryTokenStore } from "./token-server/token-store.ts";
import { createTokenServer } from "./token-server/token-server.ts";

export interface RunningServer {
  readonly tokenServerUrl: string;
  readonly controlApiUrl: string;
  readonly deviceGatewayUrl: string;
  close(): Promise<void>;
}

/** Where the platform is, and how the token server signs in there. */
interface PlatformAccess {
  readonly account: { readonly accountId: string; readonly username: string; readonly password: string };
  readonly controlApiUrl: string;
  readonly deviceGatewayUrl: string;
  close(): Promise<void>;
}

const controlTimeoutMs = 8_000;
const mediaAccessMs = 8 * 3_600_000;

/** Rejects with Node's error (EADDRINUSE …) when a part cannot listen; what had been started by then is ended. */
export async function startServer(config: ServerConfig, log: Log): Promise<RunningServer> {
  const platform = await reachPlatform(config, log);
  try {
    const tokenServer = await startTokenServer(config, platform, log);
    return {
      tokenServerUrl: tokenServer.url,
      controlApiUrl: platform.controlApiUrl,
      deviceGatewayUrl: platform.deviceGatewayUrl,
      close: async () => {
        await tokenServer.close();
        await platform.close();
      },
    };
  } catch (cause) {
    await platform.close();
    throw cause;
  }
}

async function reachPlatform(config: ServerConfig, log: Log): Promise<PlatformAccess> {
  if (config.cloud !== undefined) {
    const { controlApiUrl, deviceGatewayUrl, ...account } = config.cloud;
    return { account, controlApiUrl, deviceGatewayUrl, close: () => Promise.resolve() };
  }
  const account = {
    accountId: "9900000",
    username: "deskline",
    password: randomBytes(24).toString("base64url"),
  };
  const { listenAddress, publicAddress, portRange } = config.platform.media;
  const engine = createMediaEngine({
    listenAddress,
    ...(publicAddress === undefined ? {} : { publicAddress }),
    ...(portRange === undefined ? {} : { portRange }),
    log,
  });
  const { publicWebsocketUrl } = config.platform;
  const platform = await createPlatform({
    host: config.host,
    port: config.platform.port,
    graceMs: config.platform.graceMs,
    account,
    mediaEngine: engine,
    log,
    clock: systemClock,
    // Its one customer is the token server of this very process.
    webhooks: { allowPrivateAddresses: true },
    ...(publicWebsocketUrl === undefined ? {} : { publicWebsocketUrl }),
  });
  return {
    account,
    controlApiUrl: platform.controlApiUrl,
    deviceGatewayUrl: platform.deviceGatewayUrl,
    close: async () => {
      await platform.close();
      await engine.close();
    },
  };
}

async function startTokenServer(
  config: ServerConfig,
  platform: PlatformAccess,
  log: Log,
): Promise<Awaited<ReturnType<typeof createTokenServer>>> {
  return createTokenServer({
    host: config.host,
    port: config.port,
    ...(config.publicUrl === undefined ? {} : { publicUrl: config.publicUrl }),
    trustProxy: config.trustProxy,
    accounts: config.people ?? (await demoAccounts()),
    decoyHash: await hashPassword(randomBytes(16).toString("hex")),
    control: { baseUrl: platform.controlApiUrl, account: platform.account, timeoutMs: controlTimeoutMs },
    deviceGatewayUrl: platform.deviceGatewayUrl,
    iceServers: config.iceServers.map(({ urls, username, credential }) => ({
      urls,
      ...(username === undefined ? {} : { username }),
      ...(credential === undefined ? {} : { credential }),
    })),
    store:
      config.stateFile === undefined ? new MemoryTokenStore() : await FileTokenStore.open(config.stateFile),
    clock: systemClock,
    log,
    random: Math.random,
    accessTokenSeconds: config.signIn.accessTokenSeconds,
    mediaAccessMs,
    noAnswerMs: config.calls.noAnswerMs,
    streamGraceMs: config.calls.streamGraceMs,
    signInLimits: {
      windowMs: config.signIn.windowMs,
      perUser: config.signIn.perUser,
      perAddress: config.signIn.perAddress,
    },
  });
}

const demoAccounts = (): Promise<Account[]> =>
  Promise.all(
    demoPeople.map(async (person) => ({ ...person, passwordHash: await hashPassword(demoPassword) })),
  );
