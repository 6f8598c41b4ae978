import { randomBytes } from "node:crypto";
import { createControlApi } from "./control-api/control-api.ts";
import { isLoopback } from "../loopback.ts";
import { createDeviceTokens } from "./device-token.ts";
import { Devices } from "./device-gateway/devices.ts";
import type { Faults } from "./faults/faults.ts";
import { Gateway } from "./device-gateway/gateway.ts";
import { type PlatformFigures, platformDefaults, type PlatformOptions } from "./platform-options.ts";
import type { Interconnect } from "./interconnect.ts";
import { createInterconnect } from "./sipx-interconnect.ts";
import { Registry } from "./registry/registry.ts";
import { postJson } from "./webhooks/post-json.ts";
import { type PostWebhook, webhookDefaults, Webhooks } from "./webhooks/webhooks.ts";

export interface Platform {
  /** Base URL of the control API, as `https://api.webrtc.bandwidth.com/v1`: paths begin with `/accounts/`. */
  readonly controlApiUrl: string;
  /** What clients append `/v3/?token=…` to (bandwidth.md 4.1). */
  readonly deviceGatewayUrl: string;
  /** Where the voice API hands over phone legs (bandwidth.md 6.1). */
  readonly interconnect: Interconnect;
  figures(): PlatformFigures;
  /** Tells devices to come back (close 1001) and lets nobody in any more (503). Part of `close`; twice is once. */
  releaseDevices(): Promise<void>;
  /** Releases the devices, gives webhooks that are under way a last moment, frees the port. */
  close(): Promise<void>;
}

/** Starts a wire-compatible platform on one port. Rejects when it cannot listen there. */
export async function createPlatform(options: PlatformOptions): Promise<Platform> {
  const { account, clock, log, mediaEngine: engine, faults } = options;
  const host = options.host ?? platformDefaults.host;
  if (faults && !isLoopback(host)) throw new Error("faults are for a loopback address only");
  if (faults) log("warn", "FAULT INJECTION IS ON: this platform is for tests only");
  const limits = { ...platformDefaults.limits, ...options.limits };
  const registry = new Registry({
    clock,
    maxMembers: limits.participantsPerSession,
    lifetimeMs: options.sessionLifetimeMs ?? platformDefaults.sessionLifetimeMs,
  });
  const tokens = createDeviceTokens({
    accountId: account.accountId,
    secret: options.tokenSecret ?? randomBytes(32),
    lifetimeMs: options.tokenLifetimeMs ?? platformDefaults.tokenLifetimeMs,
    clock,
  });
  const webhooks = new Webhooks({
    ...webhookDefaults,
    ...options.webhooks,
    clock,
    log,
    post: faults && faultyPost(faults),
  });
  const times = {
    graceMs: options.graceMs ?? platformDefaults.graceMs,
    answerTimeoutMs: options.answerTimeoutMs ?? platformDefaults.answerTimeoutMs,
  };
  const { observe } = options;
  const devices = new Devices({ registry, engine, clock, log, times, webhooks, observe });
  const gateway = new Gateway({
    registry,
    tokens,
    devices,
    clock,
    log,
    faults,
    secondDevice: options.secondDevice ?? platformDefaults.secondDevice,
    maxHandshakes: platformDefaults.maxHandshakes,
  });
  const controlApi = createControlApi({ account, registry, tokens, log, tagLength: limits.tagLength });
  gateway.listenOn(controlApi.server);
  const address = await controlApi.listen({
    host,
    port: options.port ?? platformDefaults.port,
  });
  return {
    controlApiUrl: `${address}/v1`,
    deviceGatewayUrl: options.publicWebsocketUrl ?? address.replace(/^http/, "ws"),
    interconnect: createInterconnect({ registry, tokens, devices, engine, log }),
    figures: () => ({ ...registry.figures(), ...devices.figures() }),
    releaseDevices: () => gateway.close(),
    async close() {
      await gateway.close();
      await webhooks.close();
      registry.close();
      faults?.clear();
      await controlApi.close();
    },
  };
}

const faultyPost =
  (faults: Faults): PostWebhook =>
  (url, event, options) =>
    faults.failsWebhook(event.participantId) ? Promise.resolve("failed") : postJson(url, event, options);
