import { beeps } from "./audio/speech.ts";
import { Applications } from "./calls/applications.ts";
import { CallStore } from "./calls/call-store.ts";
import { Calls } from "./calls/calls.ts";
import { CallHooks } from "./hooks/call-hooks.ts";
import { HookClient } from "./hooks/hook-client.ts";
import { callRoutes } from "./http/call-routes.ts";
import { createVoiceHttp } from "./http/voice-http.ts";
import { LegPlacer } from "./legs/leg-placer.ts";
import { voiceLimits, type VoiceApiOptions, type VoiceApplication } from "./voice-options.ts";

export interface VoiceApi {
  /** Base URL as `https://voice.bandwidth.com/api/v2`: paths begin with `/accounts/`. */
  readonly baseUrl: string;
  /** From now on calls may name it, and its numbers are answered by it. Replaces one of the same id. */
  addApplication(application: VoiceApplication): void;
  /** Ends calls, drops undelivered webhooks, frees the port. */
  close(): Promise<void>;
}

/** Starts a wire-compatible Voice API v2 (bandwidth.md section 6) on a port of its own. Rejects when it cannot listen there. */
export async function createVoiceApi(options: VoiceApiOptions): Promise<VoiceApi> {
  const { account, clock, log, network } = options;
  const { accountId } = account;
  let baseUrl = "";
  const callUrl = (callId: string): string => `${baseUrl}/accounts/${accountId}/calls/${callId}`;
  const limits = { ...voiceLimits, ...options.limits };
  const applications = new Applications(options.applications);
  const store = new CallStore({ clock, keepMs: limits.keepMs });
  const { allowPrivateAddresses = false } = options;
  const client = new HookClient({ clock, log, allowPrivateAddresses });
  const hooks = new CallHooks({ client, context: () => ({ accountId, callUrl, now: clock.now() }) });
  const legs = new LegPlacer(options);
  const speech = options.speech ?? beeps;
  const calls = new Calls({ clock, log, limits, applications, store, hooks, legs, speech });
  const context = { accountId, callUrl };
  const http = createVoiceHttp({
    account,
    log,
    routes: (routes) => callRoutes(routes, { calls, store, applications, context }),
  });
  baseUrl = `${await http.listen({ host: options.host ?? "127.0.0.1", port: options.port ?? 0 })}/api/v2`;
  const stopReceiving = network.onIncoming((phone) => calls.receive(phone));
  return {
    baseUrl,
    addApplication: (application) => applications.add(application),
    async close() {
      stopReceiving();
      calls.close();
      client.close();
      await http.close();
    },
  };
}
