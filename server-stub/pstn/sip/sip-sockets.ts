import type { Socket } from "node:dgram";
import type { Dispose } from "../../../common/scope.ts";
import { bindUdp, closeSocket } from "../../media/udp-socket.ts";
import { Listeners } from "../listeners.ts";
import { TcpConnections } from "./tcp-connections.ts";
import type { Remote, SipTransport } from "./transport.ts";

interface Sockets {
  readonly udp: Socket;
  readonly tcp: TcpConnections;
  readonly address: string;
  readonly port: number;
}

/** One UDP socket and one TCP listener at the same port number. */
export class SipSockets implements SipTransport {
  readonly address: string;
  readonly port: number;
  readonly #udp: Socket;
  readonly #tcp: TcpConnections;
  readonly #messages = new Listeners<[Buffer, Remote]>();
  #closed = false;

  private constructor({ udp, tcp, address, port }: Sockets) {
    this.#udp = udp;
    this.#tcp = tcp;
    this.address = address;
    this.port = port;
  }

  /**
   * Port 0 takes one that is free for both. Rejects when the port is taken. `publicAddress` is what others are told.
   */
  static async open(listen: {
    address: string;
    port: number;
    publicAddress?: string | undefined;
  }): Promise<SipSockets> {
    const tcp = await TcpConnections.listen(listen.address, listen.port);
    const port = tcp.port;
    try {
      const { socket: udp } = await bindUdp(listen.address, { min: port, max: port });
      const sockets = new SipSockets({ udp, tcp, address: listen.publicAddress ?? listen.address, port });
      sockets.#listen();
      return sockets;
    } catch (cause) {
      await tcp.close();
      throw cause;
    }
  }

  onMessage(listener: (data: Buffer, from: Remote) => void): Dispose {
    return this.#messages.add(listener);
  }

  send(data: Buffer, to: Remote, onFailure: () => void): void {
    if (this.#closed) return;
    if (to.protocol === "tcp") return this.#tcp.send(data, to, onFailure);
    this.#udp.send(data, to.port, to.address, (error) => {
      if (error) onFailure();
    });
  }

  isConnected(remote: Remote): boolean {
    return remote.protocol === "tcp" && this.#tcp.isConnected(remote);
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#messages.clear();
    await Promise.all([this.#tcp.close(), closeSocket(this.#udp)]);
  }

  #listen(): void {
    this.#tcp.onMessage((data, from) => this.#messages.tell(data, from));
    this.#udp.on("message", (data, { address, port }) =>
      this.#messages.tell(data, { protocol: "udp", address, port }),
    );
    // ICMP refusals of earlier datagrams; the transaction's timers deal with silence.
    this.#udp.on("error", () => {});
  }
}
