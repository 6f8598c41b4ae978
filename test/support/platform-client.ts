import { WebSocket } from "ws";
import { CreateParticipantResponse } from "../../common/wire/control-api.ts";
import { createPlatform } from "../../server-stub/platform/platform.ts";
import { Faults } from "../../server-stub/platform/faults/faults.ts";
import type { PlatformOptions } from "../../server-stub/platform/platform-options.ts";
import { accountRequests } from "./account-requests.ts";
import { FakeClock } from "./fake-clock.ts";
import { fakeSdp, FakeMediaEngine } from "./fake-media-engine.ts";

export const account = { accountId: "9900000", username: "api-user", password: "api:pass" };

export interface LogLine {
  level: string;
  message: string;
  data?: Record<string, unknown>;
}

/**
 * A platform on a free port with a fake engine and clock, and an API user's HTTP client for it. With `faulty`, what goes
 * wrong is said to `faults`.
 */
export async function startPlatform(
  options: Partial<PlatformOptions> = {},
  { faulty = false }: { faulty?: boolean } = {},
) {
  const clock = new FakeClock();
  const engine = new FakeMediaEngine();
  const logged: LogLine[] = [];
  const log: PlatformOptions["log"] = (level, message, data) =>
    logged.push({ level, message, ...(data ? { data } : {}) });
  const faults = new Faults({ clock, log });
  const platform = await createPlatform({
    account,
    mediaEngine: engine,
    clock,
    log,
    ...(faulty ? { faults } : {}),
    webhooks: { allowPrivateAddresses: true },
    ...options,
  });
  const accountUrl = `${platform.controlApiUrl}/accounts/${account.accountId}`;

  const api = accountRequests(accountUrl, account);

  async function createParticipant(body: object = { publishPermissions: ["AUDIO", "VIDEO"] }) {
    const created = CreateParticipantResponse.parse((await api("POST", "/participants", body)).body);
    return { id: created.participant.id, token: created.token };
  }

  async function createSession(): Promise<string> {
    return ((await api("POST", "/sessions")).body as { id: string }).id;
  }

  const urlOf = (token: string, uniqueId = "device-1"): string =>
    `${platform.deviceGatewayUrl}/v3/?token=${token}&client=browser&sdkVersion=3.0.0&uniqueId=${uniqueId}`;

  async function open(url: string, options: { autoPong?: boolean } = {}): Promise<RawDevice> {
    const device = await RawDevice.connect(url, options);
    if (typeof device === "number") throw new Error(`upgrade refused with ${device}`);
    return device;
  }

  /** A member of the session with its device set up. */
  async function join(session: string, rules: object = { sessionId: session }) {
    const participant = await createParticipant();
    const path = `/sessions/${session}/participants/${participant.id}`;
    await api("PUT", path, rules);
    const device = await open(urlOf(participant.token));
    await device.setUp();
    return { ...participant, device, path };
  }

  return {
    platform,
    clock,
    engine,
    logged,
    faults,
    api,
    createParticipant,
    createSession,
    urlOf,
    open,
    join,
  };
}

/** Params of offerSdp that publish these msids as audio, and nothing else. */
export const offerOf = (...msids: string[]) => ({
  sdpOffer: fakeSdp(...msids.map((msid) => `audio ${msid}` as const)),
  mediaMetadata: {
    mediaStreams: Object.fromEntries(msids.map((msid) => [msid, { alias: "usermedia" }])),
    dataChannels: { __heartbeat__: { label: "__heartbeat__", streamId: 0 } },
  },
});

export interface Frame {
  jsonrpc?: string;
  id?: number | string | null;
  method?: string;
  params?: { sdpOffer: string; sdpRevision: number; endpointId: string; streamMetadata: object };
  result?: Record<string, unknown>;
  error?: { code: number; message: string };
}

/** A device by hand: sends whatever frame it is told to, and keeps what arrives. */
export class RawDevice {
  readonly frames: Frame[] = [];
  readonly closed: Promise<number>;
  readonly #webSocket: WebSocket;
  readonly #watchers = new Set<() => void>();

  private constructor(webSocket: WebSocket) {
    this.#webSocket = webSocket;
    this.closed = new Promise((resolve) => webSocket.once("close", resolve));
    webSocket.on("message", (data: Buffer) => {
      this.frames.push(JSON.parse(data.toString("utf8")) as Frame);
      for (const watcher of [...this.#watchers]) watcher();
    });
  }

  /** Resolves with the device, or with the HTTP status that the upgrade was refused with. */
  static connect(url: string, options: { autoPong?: boolean } = {}): Promise<RawDevice | number> {
    return new Promise((resolve, reject) => {
      const webSocket = new WebSocket(url, options);
      const device = new RawDevice(webSocket);
      webSocket.once("open", () => resolve(device));
      webSocket.once("unexpected-response", (_request, response) => {
        response.resume();
        resolve(response.statusCode ?? 0);
      });
      webSocket.once("error", reject);
    });
  }

  send(frame: unknown): void {
    const raw = typeof frame === "string" || Buffer.isBuffer(frame);
    this.#webSocket.send(raw ? frame : JSON.stringify(frame));
  }

  /** The first frame, past or future, that fits. */
  async frame(fits: (frame: Frame) => boolean): Promise<Frame> {
    for (;;) {
      const found = this.frames.find(fits);
      if (found) return found;
      await new Promise<void>((resolve) => {
        const watcher = (): void => {
          this.#watchers.delete(watcher);
          resolve();
        };
        this.#watchers.add(watcher);
      });
    }
  }

  call(id: number | string, method: string, params?: unknown): Promise<Frame> {
    this.send({ jsonrpc: "2.0", id, method, ...(params === undefined ? {} : { params }) });
    return this.frame((frame) => frame.id === id);
  }

  /** The offer of this or a higher revision. */
  offer(revision: number): Promise<Frame> {
    return this.frame(
      ({ method, params }) => method === "sdpOffer" && (params?.sdpRevision ?? 0) >= revision,
    );
  }

  setUp(): Promise<Frame> {
    return this.call("set-up", "setMediaPreferences", { protocol: "WEBRTC" });
  }

  close(): Promise<number> {
    this.#webSocket.close(1000);
    return this.closed;
  }

  /** Ends it as a lost network would. */
  lose(): void {
    this.#webSocket.terminate();
  }
}
