import { createSocket, type RemoteInfo, type Socket } from "node:dgram";

/** Forwards datagrams both ways between whoever writes to it and one target, until cut. */
export class UdpRelays {
  readonly #sockets: Socket[] = [];
  readonly #drops: () => boolean;
  /** While true every datagram is dropped. */
  cut = false;

  /** `drops` is asked for each datagram, in either direction. */
  constructor(drops: () => boolean = () => false) {
    this.#drops = drops;
  }

  /** Makes a relay to `address:port` on the same address; returns its own port. */
  async to(address: string, port: number): Promise<number> {
    const front = await this.#bind(address);
    const back = await this.#bind(address);
    let client: RemoteInfo | null = null;
    front.on("message", (data, from) => {
      client = from;
      if (!this.cut && !this.#drops()) back.send(data, port, address);
    });
    back.on("message", (data) => {
      if (!this.cut && client !== null && !this.#drops()) front.send(data, client.port, client.address);
    });
    return front.address().port;
  }

  close(): void {
    for (const socket of this.#sockets) socket.close();
  }

  async #bind(address: string): Promise<Socket> {
    const socket = createSocket("udp4");
    this.#sockets.push(socket);
    await new Promise<void>((resolve) => socket.bind(0, address, resolve));
    return socket;
  }
}
