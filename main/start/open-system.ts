import { randomUUID } from "node:crypto";
import path from "node:path";
import { type App, net } from "electron/main";
import type { Clock } from "../../common/clock.ts";
import { ClientId } from "../../common/ids.ts";
import { backoff, type RetryPolicy } from "../../common/retry-policy.ts";
import { systemClock } from "../app/system-clock.ts";
import { logFile } from "../log/log-file.ts";
import type { Log } from "../log/log.ts";
import { createLog } from "../log/log-sink.ts";
import { FileSettingsStore } from "../settings/file-settings-store.ts";
import type { Keychain } from "../settings/keychain.ts";
import { createKeytarKeychain } from "../settings/keytar-keychain.ts";
import { loadKeytar } from "../settings/keytar-loader.ts";
import { createOpenDeviceLink } from "../signaling/device-link-client.ts";
import type { OpenDeviceLink } from "../signaling/device-link.ts";
import { openWsSignalingSocket } from "../signaling/ws-signaling-socket.ts";

/** What all parts stand on: where things are kept, and the ways out to the network. */
export interface System {
  readonly userData: string;
  readonly rendererFolder: string;
  readonly preload: string;
  readonly version: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly settings: FileSettingsStore;
  readonly keychain: Keychain;
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>;
  /** Towards the token server. */
  readonly retry: RetryPolicy;
  readonly openDeviceLink: OpenDeviceLink;
}

export function openSystem(app: App): System {
  const userData = app.getPath("userData");
  const built = path.join(app.getAppPath(), "dist");
  const clock = systemClock;
  const log = openLog(app, userData, clock);
  const presetServer = process.env.DESKLINE_SERVER;
  const settings = new FileSettingsStore({
    folder: userData,
    newClientId: () => ClientId.parse(randomUUID()),
    preset: presetServer === undefined ? {} : { server: presetServer },
    log,
  });
  return {
    userData,
    rendererFolder: path.join(built, "renderer"),
    preload: path.join(built, "preload/index.cjs"),
    version: app.getVersion(),
    clock,
    log,
    settings,
    keychain: createKeytarKeychain({ load: loadKeytar, clock, log }),
    fetch: (url, init) => net.fetch(url, init),
    retry: backoff({ firstMs: 1_000, maxMs: 30_000, random: Math.random }),
    openDeviceLink: createOpenDeviceLink({
      openSocket: openWsSignalingSocket,
      clock,
      retry: backoff({ firstMs: 1_000, maxMs: 8_000, random: Math.random }),
      newUniqueId: randomUUID,
      sdkVersion: app.getVersion(),
      log,
    }),
  };
}

function openLog(app: App, userData: string, clock: Clock): Log {
  const verbose = process.env.DESKLINE_LOG === "debug";
  const file = logFile({ file: path.join(userData, "logs", "deskline.log"), maxBytes: 1_048_576, files: 3 });
  const terminal = (line: string): void => void process.stderr.write(line);
  return createLog({
    level: verbose ? "debug" : "info",
    outputs: app.isPackaged && !verbose ? [file] : [file, terminal],
    now: () => clock.now(),
  });
}
