import type { ParticipantWebhook, Subscriptions } from "../../common/wire/control-api.ts";
import type { SdpOfferParams } from "../../common/wire/device-signaling.ts";
import { Devices } from "../../server-stub/platform/device-gateway/devices.ts";
import type { DeviceSocket } from "../../server-stub/platform/device-gateway/device-socket.ts";
import { Registry } from "../../server-stub/platform/registry/registry.ts";
import { FakeClock, settle } from "./fake-clock.ts";
import { fakeSdp, FakeMediaEngine } from "./fake-media-engine.ts";

interface Frame {
  id?: number | string | null;
  method?: string;
  params?: SdpOfferParams;
  result?: Record<string, unknown>;
  error?: { code: number; message: string };
}

/** A socket that keeps what was sent and how it was ended. */
export class FakeDeviceSocket implements DeviceSocket {
  readonly sent: Frame[] = [];
  ended: number | "terminated" | null = null;

  send(message: object): void {
    if (this.ended === null) this.sent.push(message);
  }

  close(code: number): void {
    this.ended ??= code;
  }

  terminate(): void {
    this.ended ??= "terminated";
  }

  get offers(): SdpOfferParams[] {
    return this.sent.flatMap(({ method, params }) => (method === "sdpOffer" && params ? [params] : []));
  }
}

/** A device gateway without a network: real registry and devices, fake engine, clock, sockets and webhooks. */
export function deviceFixture() {
  const clock = new FakeClock();
  const engine = new FakeMediaEngine();
  const registry = new Registry({ clock, lifetimeMs: 32_400_000, maxMembers: 20 });
  const webhooks: { url: string; event: ParticipantWebhook }[] = [];
  const devices = new Devices({
    registry,
    engine,
    clock,
    log: () => {},
    times: { graceMs: 30_000, answerTimeoutMs: 5_000 },
    webhooks: { send: (url, event) => webhooks.push({ url, event }) },
  });
  const session = registry.createSession(undefined).id;

  function join(tag: string, rules: Subscriptions = { sessionId: session }): string {
    const { id } = registry.createParticipant({
      tag,
      callbackUrl: "http://backend.example/hook",
      publishPermissions: ["AUDIO", "VIDEO"],
    });
    registry.addMember(session, id, rules);
    return id;
  }

  function connect(participantId: string, uniqueId = "device-1", expiresAt = clock.now() + 32_400_000) {
    const socket = new FakeDeviceSocket();
    const participant = registry.participant(participantId);
    if (!participant.ok) throw new Error("no such participant");
    const connection = devices.connect({ participant: participant.value, uniqueId, expiresAt }, socket);
    let lastId = 0;
    const call = async (method: string, params: unknown): Promise<Frame> => {
      lastId += 1;
      await connection.receive(JSON.stringify({ jsonrpc: "2.0", id: lastId, method, params }));
      await settle();
      const reply = socket.sent.find(({ id }) => id === lastId);
      if (!reply) throw new Error("not answered");
      return reply;
    };
    return {
      socket,
      connection,
      call,
      notify: async (method: string, params?: unknown) => {
        await connection.receive(JSON.stringify({ jsonrpc: "2.0", method, params }));
        await settle();
      },
      setUp: () => call("setMediaPreferences", { protocol: "WEBRTC" }),
      answer: () => call("answerSdp", { sdpAnswer: "v=0 answer" }),
      /** Publishes these msids as audio, and nothing else. */
      publish: (...msids: string[]) =>
        call("offerSdp", {
          sdpOffer: fakeSdp(...msids.map((msid) => `audio ${msid}` as const)),
          mediaMetadata: {
            mediaStreams: Object.fromEntries(msids.map((msid) => [msid, { alias: "usermedia" }])),
            dataChannels: {},
          },
        }),
      /** Publishes an application stream with alias `chat`, and nothing else. */
      publishChannel: (stream: string, streamId = 2) =>
        call("offerSdp", {
          sdpOffer: fakeSdp(),
          mediaMetadata: {
            mediaStreams: { [stream]: { alias: "chat" } },
            dataChannels: { chat: { label: "chat", streamId, stream } },
          },
        }),
    };
  }

  /** Connected and set up. */
  async function ready(participantId: string, uniqueId?: string) {
    const device = connect(participantId, uniqueId);
    await device.setUp();
    return device;
  }

  return {
    clock,
    engine,
    registry,
    devices,
    session,
    webhooks,
    join,
    connect,
    ready,
    events: () => webhooks.map(({ event }) => event.event),
  };
}
