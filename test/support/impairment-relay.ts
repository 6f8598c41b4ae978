import { createSocket, type RemoteInfo, type Socket } from "node:dgram";
import type { Clock } from "../../common/clock.ts";
import { ImpairedPath } from "./impaired-path.ts";
import { seededRandom } from "./seeded-random.ts";

const steadyClock: Clock = {
  now: () => performance.now(),
  after(ms, task) {
    // A timer may fire a fraction early; what is due is looked at again then.
    const timer = setTimeout(task, Math.ceil(ms));
    return () => clearTimeout(timer);
  },
};

/**
 * Forwards datagrams between clients and one target, through a path for each direction. Like a NAT it has a socket of
 * its own for each client, so the target sees as many addresses as there are.
 */
export class ImpairmentRelay {
  readonly toTarget: ImpairedPath;
  readonly toClients: ImpairedPath;
  readonly #backs = new Map<string, Promise<Socket>>();
  #closed = false;

  private constructor(
    private readonly front: Socket,
    private readonly target: { readonly address: string; readonly port: number },
    seed: number,
  ) {
    this.toTarget = new ImpairedPath(steadyClock, seededRandom(seed));
    this.toClients = new ImpairedPath(steadyClock, seededRandom(seed + 1));
    front.on("message", (data, from) => void this.#fromClient(data, from));
  }

  /** A relay to the target, on the same address. */
  static async open(target: { address: string; port: number }, seed = 1): Promise<ImpairmentRelay> {
    return new ImpairmentRelay(await bind(target.address), target, seed);
  }

  /** Where clients write to. */
  get port(): number {
    return this.front.address().port;
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.toTarget.close();
    this.toClients.close();
    this.front.close();
    for (const back of this.#backs.values()) (await back).close();
  }

  async #fromClient(data: Buffer, client: RemoteInfo): Promise<void> {
    const key = `${client.address}:${client.port}`;
    const back = this.#backs.get(key) ?? this.#openBack(client);
    this.#backs.set(key, back);
    const socket = await back;
    if (this.#closed) return;
    this.toTarget.send(data.length, () => socket.send(data, this.target.port, this.target.address));
  }

  async #openBack(client: RemoteInfo): Promise<Socket> {
    const socket = await bind(this.target.address);
    socket.on("message", (data) => {
      if (this.#closed) return;
      this.toClients.send(data.length, () => this.front.send(data, client.port, client.address));
    });
    return socket;
  }
}

async function bind(address: string): Promise<Socket> {
  const socket = createSocket({ type: "udp4", recvBufferSize: 1 << 20 });
  await new Promise<void>((resolve) => socket.bind(0, address, resolve));
  return socket;
}
