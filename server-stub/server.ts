import { randomBytes, randomUUID } from "node:crypto";
import type { Clock } from "../common/clock.ts";
import { hashAccounts } from "./accounts.ts";
import type { Config } from "./config.ts";
import type { Log } from "./log.ts";
import { openPlatform, type PlatformAccess } from "./open-platform.ts";
import { openVoice, type Voice } from "./open-voice.ts";
import { listening, StartError } from "./start-error.ts";
import { systemClock } from "./system-clock.ts";
import { hashPassword } from "./token-server/passwords.ts";
import { FolderMailStore } from "./token-server/chat/folder-mail-store.ts";
import { type MailStore, MemoryMailStore } from "./token-server/chat/mail-store.ts";
import { FileRoomStore, forgetfulRoomStore, type RoomStore } from "./token-server/rooms/room-store.ts";
import { FileTokenStore } from "./token-server/token-store-file.ts";
import { MemoryTokenStore, type TokenStore } from "./token-server/token-store.ts";
import { createTokenServer, type TokenServer } from "./token-server/token-server.ts";
import type { TokenServerOptions } from "./token-server/token-server-options.ts";

export interface RunningServer {
  readonly tokenServerUrl: string;
  readonly controlApiUrl: string;
  readonly deviceGatewayUrl: string;
  /** Null where there are no phone calls. */
  readonly voiceApiUrl: string | null;
  /** Ends calls, tells everybody, frees ports and sockets. */
  close(): Promise<void>;
}

interface Ports {
  readonly log: Log;
  readonly clock?: Clock;
}

/** Starts the platform (unless the cloud is configured) and the token server. Rejects with StartError. */
export async function startServer(config: Config, ports: Ports): Promise<RunningServer> {
  const { log, clock = systemClock } = ports;
  const accounts = await hashAccounts(config.people);
  if (!accounts.ok) throw new StartError(accounts.error);
  const [store, mail, rooms, decoyHash] = await Promise.all([
    openStore(config.stateFile),
    openMail(config.stateFile),
    openRooms(config.stateFile),
    hashPassword(randomBytes(16).toString("hex")),
  ]);
  const platform = await openPlatform(config, log, clock);
  const peoplesNumbers = accounts.value.flatMap(({ numbers }) => numbers);
  const voice = await openVoice(config, platform, { peoplesNumbers, log, clock }).catch(
    async (cause: unknown) => {
      await platform.close();
      throw cause;
    },
  );
  const { publicUrl, voice: _voice, ...settings } = config;
  const options: TokenServerOptions = {
    ...settings,
    ...(voice === null ? {} : { voice: voice.access }),
    ...(publicUrl === undefined ? {} : { publicUrl }),
    accounts: accounts.value,
    decoyHash,
    store,
    mail,
    rooms,
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
    voice?.serveFrom(publicUrl ?? tokenServer.url);
    return running(tokenServer, platform, voice);
  } catch (cause) {
    await voice?.close();
    await platform.close();
    throw cause;
  }
}

function running(tokenServer: TokenServer, platform: PlatformAccess, voice: Voice | null): RunningServer {
  return {
    tokenServerUrl: tokenServer.url,
    controlApiUrl: platform.controlApiUrl,
    deviceGatewayUrl: platform.deviceGatewayUrl,
    voiceApiUrl: voice?.access.baseUrl ?? null,
    async close() {
      // The token server still needs the other two while it ends its calls there.
      await tokenServer.close();
      await voice?.close();
      await platform.close();
    },
  };
}

/** Beside the state file too. */
async function openRooms(stateFile: string | undefined): Promise<RoomStore> {
  if (stateFile === undefined) return forgetfulRoomStore;
  const file = `${stateFile}.rooms`;
  return FileRoomStore.open(file).catch((cause: unknown) => {
    throw new StartError(`The file ${file} is not one of this server's; move it away.`, { cause });
  });
}

/** Beside the state file; without one, mail is forgotten with the process, and clients learn it by the epoch. */
async function openMail(stateFile: string | undefined): Promise<MailStore> {
  if (stateFile === undefined) return new MemoryMailStore(randomUUID());
  try {
    return await FolderMailStore.open(`${stateFile}.mail`);
  } catch (cause) {
    throw new StartError("The folder for mail beside the state file cannot be used.", { cause });
  }
}

async function openStore(stateFile: string | undefined): Promise<TokenStore> {
  if (stateFile === undefined) return new MemoryTokenStore();
  try {
    return await FileTokenStore.open(stateFile);
  } catch (cause) {
    throw new StartError(cause instanceof Error ? cause.message : "The state file cannot be used.", {
      cause,
    });
  }
}
