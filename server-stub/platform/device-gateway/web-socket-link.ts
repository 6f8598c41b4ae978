import type { RawData, WebSocket } from "ws";
import type { Clock } from "../../../common/clock.ts";
import type { Log } from "../platform-options.ts";
import type { DeviceConnection } from "./devices.ts";
import type { DeviceSocket } from "./device-socket.ts";
import { FrameBudget } from "./frame-budget.ts";

/** Protocol pings (RFC 6455 section 5.5.2); unlike the RPC `ping`, every client answers them. */
const pingIntervalMs = 15_000;
const maxMissedPongs = 2;

/** A client that reads nothing must not make us keep what it does not read. */
const maxUnsentBytes = 4 * 1024 * 1024;

/** The WebSocket of one device: text frames in and out, liveness, and a limit to the frames it may send. */
export class WebSocketLink implements DeviceSocket {
  readonly #webSocket: WebSocket;
  readonly #clock: Clock;
  readonly #log: Log;
  #missedPongs = 0;
  #cancelPing = (): void => {};

  constructor(webSocket: WebSocket, options: { clock: Clock; log: Log }) {
    this.#webSocket = webSocket;
    this.#clock = options.clock;
    this.#log = options.log;
  }

  /** Starts reading. */
  open(connection: DeviceConnection): void {
    const budget = new FrameBudget(this.#clock);
    this.#webSocket.on("message", (data, isBinary) => {
      if (isBinary) return this.close(1003);
      if (!budget.take()) return this.close(1008);
      connection.receive(textOf(data)).catch((error: unknown) => {
        this.#log("error", "device frame failed", { error: String(error) });
      });
    });
    this.#webSocket.on("pong", () => (this.#missedPongs = 0));
    // Of a broken frame or a reset; "close" follows.
    this.#webSocket.on("error", (error) =>
      this.#log("debug", "device socket error", { error: error.message }),
    );
    this.#webSocket.on("close", () => {
      this.#cancelPing();
      connection.closed();
    });
    this.#pingLater();
  }

  send(message: object): void {
    if (this.#webSocket.readyState !== this.#webSocket.OPEN) return;
    if (this.#webSocket.bufferedAmount > maxUnsentBytes) return this.terminate();
    this.#webSocket.send(JSON.stringify(message), () => {
      // A failed write is followed by "close".
    });
  }

  close(code: number): void {
    this.#webSocket.close(code);
  }

  terminate(): void {
    this.#webSocket.terminate();
  }

  #pingLater(): void {
    this.#cancelPing = this.#clock.after(pingIntervalMs, () => {
      if (this.#missedPongs >= maxMissedPongs) return this.terminate();
      this.#missedPongs += 1;
      this.#webSocket.ping();
      this.#pingLater();
    });
  }
}

function textOf(data: RawData): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString("utf8");
  return Buffer.isBuffer(data) ? data.toString("utf8") : Buffer.from(data).toString("utf8");
}
