import { randomUUID } from "node:crypto";
import { err, ok } from "../../common/result.ts";
import type { MediaEngine } from "../media/media-engine.ts";
import type { DeviceTokens } from "./device-token.ts";
import { type Devices, permittedKinds } from "./device-gateway/devices.ts";
import type { Interconnect } from "./interconnect.ts";
import type { Log } from "./platform-options.ts";
import type { Registry } from "./registry/registry.ts";

export interface InterconnectOptions {
  readonly registry: Registry;
  readonly tokens: DeviceTokens;
  readonly devices: Devices;
  readonly engine: Pick<MediaEngine, "createAudioLeg">;
  readonly log: Log;
}

/** Where phone legs come in. They are as trusted as their token. */
export function createInterconnect(options: InterconnectOptions): Interconnect {
  const { registry, tokens, devices, engine, log } = options;
  const refused = <E extends "token-invalid" | "participant-gone">(because: E) => {
    log("info", "phone leg refused", { because });
    return err(because);
  };
  return {
    async connect(token) {
      const verified = await tokens.verify(token);
      if (!verified.ok) return refused("token-invalid");
      const { participantId, expiresAt } = verified.value;
      if (!permittedKinds(registry, participantId).has("audio")) return refused("participant-gone");
      const leg = await engine.createAudioLeg({ msid: randomUUID() });
      const participant = registry.participant(participantId);
      if (participant.ok && !devices.drained) {
        return ok(devices.connectPhone({ participant: participant.value, expiresAt }, leg));
      }
      leg.close();
      return refused("participant-gone");
    },
  };
}
