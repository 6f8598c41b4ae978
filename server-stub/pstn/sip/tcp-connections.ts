import { connect, createServer, type Server, type Socket } from "node:net";
import { once } from "node:events";
import { Listeners } from "../listeners.ts";
import { StreamFramer } from "./stream-framer.ts";
import type { Remote } from "./transport.ts";

/** Bounds of what strangers may make us keep. */
const limits = { connections: 256, perAddress: 64, idleMs: 300_000, connectMs: 10_000 } as const;

interface Connection {
  readonly socket: Socket;
  readonly remote: Remote;
  /** What still waits for the connection, to be told when it breaks. */
  readonly unsent: Set<() => void>;
}

const keyOf = ({ address, port }: Omit<Remote, "protocol">): string => `${address} ${port}`;

/** SIP over TCP: connections are opened when needed, and reused in both directions (RFC 3261 section 18). */
export class TcpConnections {
  readonly #connections = new Map<string, Connection>();
  readonly #messages = new Listeners<[Buffer, Remote]>();
  readonly #server: Server;
  readonly #address: string;

  private constructor(server: Server, address: string) {
    this.#server = server;
    this.#address = address;
  }

  /** Rejects when the port is taken. */
  static async listen(address: string, port: number): Promise<TcpConnections> {
    const server = createServer({ noDelay: true });
    const connections = new TcpConnections(server, address);
    server.on("connection", (socket) => connections.#accept(socket));
    server.listen({ host: address, port, exclusive: true });
    await once(server, "listening");
    return connections;
  }

  get port(): number {
    const address = this.#server.address();
    return typeof address === "object" && address !== null ? address.port : 0;
  }

  onMessage(listener: (data: Buffer, from: Remote) => void): () => void {
    return this.#messages.add(listener);
  }

  isConnected(remote: Remote): boolean {
    return this.#connections.has(keyOf(remote));
  }

  send(data: Buffer, to: Remote, onFailure: () => void): void {
    const connection = this.#connections.get(keyOf(to)) ?? this.#open(to);
    connection.unsent.add(onFailure);
    connection.socket.write(data, (error) => {
      // With an error the close that follows tells everybody at once.
      if (!error) connection.unsent.delete(onFailure);
    });
  }

  async close(): Promise<void> {
    const closed = once(this.#server, "close");
    this.#server.close();
    for (const { socket } of this.#connections.values()) socket.destroy();
    await closed;
  }

  #accept(socket: Socket): void {
    const { remoteAddress: address, remotePort: port } = socket;
    const siblings = [...this.#connections.values()].filter(
      ({ remote }) => remote.address === address,
    ).length;
    const full = this.#connections.size >= limits.connections || siblings >= limits.perAddress;
    if (address === undefined || port === undefined || full) {
      socket.destroy();
      return;
    }
    this.#watch(socket, { protocol: "tcp", address, port });
  }

  #open(remote: Remote): Connection {
    const socket = connect({
      host: remote.address,
      port: remote.port,
      localAddress: this.#address,
      noDelay: true,
    });
    const giveUp = setTimeout(() => socket.destroy(), limits.connectMs);
    socket.once("connect", () => clearTimeout(giveUp));
    socket.once("close", () => clearTimeout(giveUp));
    return this.#watch(socket, remote);
  }

  #watch(socket: Socket, remote: Remote): Connection {
    const connection: Connection = { socket, remote, unsent: new Set() };
    const framer = new StreamFramer();
    this.#connections.set(keyOf(remote), connection);
    socket.setTimeout(limits.idleMs, () => socket.destroy());
    socket.on("data", (chunk: Buffer) => {
      for (const message of framer.push(chunk)) this.#messages.tell(message, remote);
      if (framer.takePings() > 0) socket.write("\r\n");
      if (framer.broken) socket.destroy();
    });
    // A close follows; there is nothing to do about the reason.
    socket.on("error", () => socket.destroy());
    socket.on("close", () => {
      this.#connections.delete(keyOf(remote));
      for (const failed of [...connection.unsent]) failed();
    });
    return connection;
  }
}
