import { createSocket, type RemoteInfo, type Socket } from "node:dgram";

/** Forwards datagrams both ways between whoever writes to it and one target, until cut. */
export class UdpRelays {
  readonly #sockets: Socket[] = [];
  /** While true every datagram is dropped. */
  cut = false;

  /** Makes a relay to `address:port` on the same address; returns its own port. */
  async to(address: string, port: number): Promise<number> {
    const front = await this.#bind(address);
    const back = await this.#bind(address);
    let client: RemoteInfo | null = null;
    front.on("message", (data, from) => {
      client = from;
      if (!this.cut) back.send(data, port, address);
    });
    back.on("message", (data) => {
      if (!this.cut && client !== null) front.send(data, client.port, client.address);
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
