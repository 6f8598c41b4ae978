import { randomUUID } from "node:crypto";
import { type IncomingMessage, type Server, STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";
import { type WebSocket, WebSocketServer } from "ws";
import type { Clock } from "../../../common/clock.ts";
import type { Participant } from "../../../common/wire/control-api.ts";
import type { DeviceTokens } from "../device-token.ts";
import type { Faults } from "../faults/faults.ts";
import { connectFaulty } from "../faults/faulty-socket.ts";
import type { Log, SecondDevice } from "../platform-options.ts";
import type { Registry } from "../registry/registry.ts";
import type { DeviceSocket } from "./device-socket.ts";
import type { DeviceConnection, Devices } from "./devices.ts";
import { WebSocketLink } from "./web-socket-link.ts";

export interface GatewayOptions {
  readonly registry: Registry;
  readonly tokens: DeviceTokens;
  readonly devices: Devices;
  readonly clock: Clock;
  readonly log: Log;
  readonly faults?: Faults | undefined;
  readonly secondDevice: SecondDevice;
  /** Handshakes at once. More than all clients of a large office make after a restart are a flood: they are to try again. */
  readonly maxHandshakes: number;
}

interface Client {
  readonly participant: Participant;
  readonly uniqueId: string;
  readonly expiresAt: number;
}

const maxFrameBytes = 1024 * 1024;
const maxUniqueIdLength = 128;
/** How long a client may take to answer a close frame when the platform stops. */
const closeTimeoutMs = 1_000;

/** The device gateway's handshake (bandwidth.md 4.1). The URL holds the token and is therefore never logged (R25). */
export class Gateway {
  readonly #options: GatewayOptions;
  readonly #webSockets = new WebSocketServer({
    noServer: true,
    maxPayload: maxFrameBytes,
    perMessageDeflate: false,
  });
  #closing = false;
  #handshakes = 0;

  constructor(options: GatewayOptions) {
    this.#options = options;
  }

  /** Takes over the server's upgrade requests. */
  listenOn(server: Server): void {
    server.on("upgrade", (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      if (this.#handshakes >= this.#options.maxHandshakes) return refuse(socket, 503);
      this.#handshakes += 1;
      const onError = (): void => void socket.destroy();
      socket.on("error", onError);
      this.#identify(request)
        .then((client) => {
          socket.off("error", onError);
          if (typeof client === "number") return refuse(socket, client);
          this.#webSockets.handleUpgrade(request, socket, head, (webSocket) => this.#open(client, webSocket));
        })
        .catch((error: unknown) => {
          this.#options.log("error", "device handshake failed", { error: String(error) });
          socket.destroy();
        })
        .finally(() => (this.#handshakes -= 1));
    });
  }

  /** Ends all sockets with 1001, those of slow clients without waiting for long. */
  async close(): Promise<void> {
    this.#closing = true;
    this.#options.devices.drain();
    const open = [...this.#webSockets.clients];
    const allClosed = Promise.all(
      open.map((webSocket) => new Promise<void>((resolve) => webSocket.once("close", () => resolve()))),
    );
    const cancel = this.#options.clock.after(closeTimeoutMs, () => {
      for (const webSocket of open) webSocket.terminate();
    });
    await allClosed;
    cancel();
    this.#webSockets.close();
  }

  /** Who asks for a socket, or the HTTP status to refuse it with (R21, R22). */
  async #identify(request: IncomingMessage): Promise<Client | number> {
    const base = "http://gateway";
    const target = request.url ?? "";
    if (!URL.canParse(target, base)) return 404;
    const url = new URL(target, base);
    if (!/^\/v3\/?$/.test(url.pathname)) return 404;
    const verified = await this.#options.tokens.verify(url.searchParams.get("token") ?? "");
    if (!verified.ok) return this.#refused("token");
    if (this.#closing) return 503;
    const participant = this.#options.registry.participant(verified.value.participantId);
    if (!participant.ok) return this.#refused("participant");
    const uniqueId = url.searchParams.get("uniqueId") ?? randomUUID();
    if (uniqueId.length > maxUniqueIdLength) return this.#refused("uniqueId");
    const { devices, secondDevice } = this.#options;
    if (secondDevice === "refused" && devices.isTaken(participant.value.id, uniqueId)) return 409;
    const fault = this.#options.faults?.refusal(participant.value.id) ?? null;
    if (fault !== null) return fault;
    return { participant: participant.value, uniqueId, expiresAt: verified.value.expiresAt };
  }

  #refused(because: string): 403 {
    this.#options.log("info", "device refused", { because });
    return 403;
  }

  #open(client: Client, webSocket: WebSocket): void {
    const link = new WebSocketLink(webSocket, this.#options);
    link.open(this.#connect(client, link));
  }

  #connect(client: Client, link: WebSocketLink): DeviceConnection {
    const { devices, faults, clock } = this.#options;
    const connect = (socket: DeviceSocket): DeviceConnection => devices.connect(client, socket);
    if (!faults) return connect(link);
    return connectFaulty({ faults, clock, participantId: client.participant.id, socket: link, connect });
  }
}

function refuse(socket: Duplex, status: number): void {
  socket.on("error", () => socket.destroy());
  const reason = STATUS_CODES[status] ?? "Refused";
  socket.end(`HTTP/1.1 ${status} ${reason}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`, () =>
    socket.destroy(),
  );
}
