import { once } from "node:events";
import { createServer, isIPv6, type AddressInfo, type Server, type Socket } from "node:net";
import { FrameReader, frame } from "./length-frames.ts";
import type { Base, RemoteAddress } from "./media-path.ts";

/** Whoever connects has so long to pass a check; then it may be silent for so long (a check comes every few seconds). */
const admissionMs = 10_000;
const silenceMs = 30_000;
const maxConnections = 2_000;
/** Of one address that has no transport yet: many clients may share an address, strangers need not have many. */
const maxStrangersPerAddress = 32;
/** More than that waiting to be sent: the path is too slow, and a datagram is lost as it would be on UDP. */
const maxWaitingBytes = 256 << 10;

interface Connection {
  readonly socket: Socket;
  readonly remote: RemoteAddress;
  readonly deadline: NodeJS.Timeout;
  admitted: boolean;
}

export interface TcpEvents {
  datagram(data: Buffer, address: string, port: number): void;
  /** The connection is closed: its address may be another's next. */
  gone(remote: RemoteAddress): void;
}

/** A listener for clients whose network lets no UDP through: passive candidates of ICE (RFC 6544). */
export class TcpBase implements Base {
  readonly transport = "tcp";
  readonly port: number;
  readonly #connections = new Map<string, Connection>();

  private constructor(
    readonly address: string,
    private readonly server: Server,
    private readonly times: { readonly admissionMs: number; readonly silenceMs: number },
  ) {
    this.port = (server.address() as AddressInfo).port;
  }

  /** Nothing is taken before `serve`. Throws when the port is not to be had. `times` is for tests. */
  static async listen(address: string, port: number, times = { admissionMs, silenceMs }): Promise<TcpBase> {
    const server = createServer({ noDelay: true });
    server.maxConnections = maxConnections;
    server.listen({ host: address, port, exclusive: true, ipv6Only: isIPv6(address) });
    await once(server, "listening");
    return new TcpBase(address, server, times);
  }

  serve(events: TcpEvents): void {
    this.server.on("connection", (socket) => this.#accept(socket, events));
    // Such as no file descriptor for one more connection: those that are there go on.
    this.server.on("error", () => undefined);
  }

  get connections(): number {
    return this.#connections.size;
  }

  send(data: Buffer, to: RemoteAddress): void {
    const socket = this.#connections.get(keyOf(to))?.socket;
    if (socket?.writable === true && socket.writableLength < maxWaitingBytes) socket.write(frame(data));
  }

  /** A transport's: it may stay, and send more than checks. */
  admit(remote: RemoteAddress): void {
    const connection = this.#connections.get(keyOf(remote));
    if (connection === undefined || connection.admitted) return;
    connection.admitted = true;
    clearTimeout(connection.deadline);
  }

  /** Its transport is gone. */
  release(remote: RemoteAddress): void {
    this.#connections.get(keyOf(remote))?.socket.destroy();
  }

  async close(): Promise<void> {
    const sockets = [...this.#connections.values()].map(({ socket }) => socket);
    const closed = [this.server, ...sockets].map((one) => once(one, "close"));
    this.server.close();
    for (const socket of sockets) socket.destroy();
    await Promise.all(closed);
  }

  #accept(socket: Socket, events: TcpEvents): void {
    const { remoteAddress: address, remotePort: port } = socket;
    socket.on("error", () => socket.destroy());
    if (address === undefined || port === undefined || this.#strangersOf(address) >= maxStrangersPerAddress) {
      socket.destroy();
      return;
    }
    const remote = { base: this, address, port };
    const deadline = setTimeout(() => socket.destroy(), this.times.admissionMs);
    const connection: Connection = { socket, remote, deadline, admitted: false };
    this.#connections.set(keyOf(remote), connection);
    socket.setTimeout(this.times.silenceMs, () => socket.destroy());
    const reader = new FrameReader();
    socket.on("data", (chunk) => this.#take(connection, reader.push(chunk), events));
    socket.on("close", () => {
      clearTimeout(deadline);
      // A client may have come back from the same port before this is heard of.
      if (this.#connections.get(keyOf(remote)) === connection) this.#connections.delete(keyOf(remote));
      events.gone(remote);
    });
  }

  #take(connection: Connection, frames: readonly Buffer[] | undefined, events: TcpEvents): void {
    const { socket, remote } = connection;
    if (frames === undefined) {
      socket.destroy();
      return;
    }
    for (const data of frames) {
      // A stranger has nothing to say but a check: whoever asks for a page is at the wrong port.
      if (!connection.admitted && (data[0] ?? 0) > 3) socket.destroy();
      if (socket.destroyed) return;
      events.datagram(data, remote.address, remote.port);
    }
  }

  #strangersOf(address: string): number {
    let count = 0;
    for (const { admitted, remote } of this.#connections.values()) {
      if (!admitted && remote.address === address) count += 1;
    }
    return count;
  }
}

const keyOf = ({ address, port }: RemoteAddress): string => `${address} ${String(port)}`;
