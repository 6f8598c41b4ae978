import type { ParticipantWebhook } from "../../common/wire/control-api.ts";

/** Of one participant, each of connected and remembered as left. One is normal, two overlap in a reload. */
const maxDevices = 32;

/**
 * The devices of one participant, as webhooks tell of them. A reload connects anew, and its onConnect may come before
 * the onLeave of the device it replaces; webhooks may also overtake each other, so a device that has left stays left.
 */
export class DeviceLedger {
  readonly #connected = new Set<string>();
  readonly #left = new Set<string>();

  get size(): number {
    return this.#connected.size;
  }

  /** onDisconnect changes nothing: the platform keeps the device for a grace period (R56), onLeave tells of its end. */
  record({ event, deviceId }: Pick<ParticipantWebhook, "event" | "deviceId">): "last-left" | "noted" {
    if (event === "onConnect") {
      if (!this.#left.has(deviceId) && this.#connected.size < maxDevices) this.#connected.add(deviceId);
      return "noted";
    }
    if (event === "onDisconnect" || this.#left.has(deviceId)) return "noted";
    this.#connected.delete(deviceId);
    this.#remember(deviceId);
    return this.#connected.size === 0 ? "last-left" : "noted";
  }

  #remember(deviceId: string): void {
    this.#left.add(deviceId);
    if (this.#left.size <= maxDevices) return;
    const oldest = this.#left.values().next();
    if (!oldest.done) this.#left.delete(oldest.value);
  }
}
