/** A device link whose gateway, clock and log a test holds. */
import { expect } from "vitest";
import type { DeviceLink } from "../../main/signaling/device-link.ts";
import { createOpenDeviceLink } from "../../main/signaling/device-link-client.ts";
import { FakeClock, settle } from "./fake-clock.ts";
import { FakeGateway } from "./fake-signaling-socket.ts";
import { KeptLog } from "./kept-log.ts";

export class DeviceLinkBench {
  readonly clock = new FakeClock();
  readonly gateway = new FakeGateway();
  readonly log = new KeptLog();

  /** One that has begun to connect. */
  openLink(
    claims: Record<string, unknown> = { v: "v3", exp: this.clock.now() / 1_000 + 600 },
    websocketUrl = "ws://127.0.0.1:1",
  ): DeviceLink {
    let ids = 0;
    const open = createOpenDeviceLink({
      openSocket: this.gateway.open,
      clock: this.clock,
      retry: { nextDelayMs: () => 1_000 },
      newUniqueId: () => `unique-${++ids}`,
      sdkVersion: "0.1.0",
      log: this.log,
    });
    return open({ websocketUrl, deviceToken: tokenOf(claims) });
  }

  /** One whose preferences were answered. */
  async readyLink(): Promise<DeviceLink> {
    const link = this.openLink();
    this.gateway.socket.events.onOpen();
    this.gateway.socket.answer("setMediaPreferences", {});
    await settle();
    expect(link.state).toEqual({ phase: "ready" });
    return link;
  }
}

function tokenOf(claims: Record<string, unknown>): string {
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");
  return `${part({ alg: "HS256" })}.${part(claims)}.c2lnbmF0dXJl`;
}
