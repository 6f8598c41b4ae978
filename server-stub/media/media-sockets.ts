import { DatagramRouter } from "./datagram-router.ts";
import type { Base, DatagramReceiver, HostCandidate, MediaPath } from "./media-path.ts";
import { datagramSender } from "./native/datagram-sender.ts";
import { TcpBase } from "./tcp-base.ts";
import { addressesToBind, announcedAddresses } from "./own-addresses.ts";
import { bindUdp, closeSocket, type BoundSocket, type PortRange } from "./udp-socket.ts";

/** For all transports at once: some 300 ms of a busy server. */
const sharedBufferBytes = 4 << 20;
const ownBufferBytes = 1 << 20;

export interface MediaSocketOptions {
  readonly listenAddress: string;
  /** Told to clients in place of our own addresses. */
  readonly publicAddresses: readonly string[];
  /** The one UDP port of all transports. */
  readonly port: number | undefined;
  /** A socket for each transport, from these ports. */
  readonly portRange: PortRange | undefined;
  /** The TCP port of all transports; none when absent, any that is free when 0. */
  readonly tcpPort: number | undefined;
}

const sharedRange = (port = 0): PortRange | undefined => (port === 0 ? undefined : { min: port, max: port });

interface UdpBase extends Base {
  readonly bound: BoundSocket;
}
interface SharedBases {
  readonly udp: readonly UdpBase[];
  readonly tcp: readonly TcpBase[];
}

/**
 * The sockets of an engine: one UDP port that all transports share, or a socket for each transport where a range of
 * ports is given, and one TCP port if wanted. To a transport all are a path.
 */
export class MediaSockets {
  readonly #router: DatagramRouter;
  #shared: Promise<SharedBases> | undefined;
  readonly #own = new Set<readonly UdpBase[]>();
  #closed = false;

  /** `dropped`: something has come that is no transport's. */
  constructor(
    private readonly options: MediaSocketOptions,
    private readonly dropped: () => void,
  ) {
    this.#router = new DatagramRouter(dropped);
  }

  /** Binds what is shared; the first path does it otherwise. Throws when that is impossible. */
  async listen(): Promise<void> {
    await this.#sharedBases();
  }

  /** Throws when nothing can be bound. */
  async open(receive: DatagramReceiver): Promise<MediaPath> {
    const { portRange } = this.options;
    const shared = await this.#sharedBases();
    const own = portRange === undefined ? [] : await this.#bindAll(portRange, ownBufferBytes);
    this.#own.add(own);
    const bases = [...own, ...shared.udp, ...shared.tcp];
    const membership = this.#router.join(receive);
    return {
      bases,
      candidates: this.#candidatesOf(bases),
      claimUfrag: () => membership.claimUfrag(),
      admit: (remote) => {
        // A connection that is no transport's would stay for as long as its client likes.
        for (const old of membership.admit(remote)) old.base.release?.(old);
        remote.base.admit?.(remote);
      },
      send: (data, to) => {
        membership.sending(data);
        to.base.send(data, to);
      },
      close: async () => {
        for (const remote of membership.leave()) remote.base.release?.(remote);
        if (this.#own.delete(own)) await this.#closeAll(own);
      },
    };
  }

  async close(): Promise<void> {
    this.#closed = true;
    const shared = await this.#shared?.catch(() => undefined);
    this.#shared = undefined;
    await Promise.all([shared?.udp ?? [], ...this.#own].map((bases) => this.#closeAll(bases)));
    await this.#closeTcp(shared?.tcp ?? []);
    this.#own.clear();
  }

  async #sharedBases(): Promise<SharedBases> {
    if (this.#closed) throw new Error("the media sockets are closed");
    const shared = (this.#shared ??= this.#bindShared());
    // The next transport may find the port free.
    shared.catch(() => {
      if (this.#shared === shared) this.#shared = undefined;
    });
    return shared;
  }

  async #bindShared(): Promise<SharedBases> {
    const { port, portRange } = this.options;
    const udp = portRange === undefined ? await this.#bindAll(sharedRange(port), sharedBufferBytes) : [];
    try {
      return { udp, tcp: await this.#listenTcp() };
    } catch (cause) {
      await this.#closeAll(udp);
      throw cause;
    }
  }

  async #listenTcp(): Promise<readonly TcpBase[]> {
    const { tcpPort } = this.options;
    const bases: TcpBase[] = [];
    if (tcpPort === undefined) return bases;
    try {
      for (const address of this.#addresses()) {
        const base = await TcpBase.listen(address, tcpPort);
        bases.push(base);
        const route = this.#router.attach(base);
        base.serve({ datagram: route, gone: (remote) => this.#router.forget(remote) });
      }
    } catch (cause) {
      await this.#closeTcp(bases);
      throw cause;
    }
    return bases;
  }

  async #bindAll(range: PortRange | undefined, bufferBytes: number): Promise<readonly UdpBase[]> {
    const bases: UdpBase[] = [];
    try {
      for (const address of this.#addresses()) {
        bases.push(this.#baseOf(address, await bindUdp(address, range, { bufferBytes, numeric: true })));
      }
    } catch (cause) {
      await this.#closeAll(bases);
      throw cause;
    }
    return bases;
  }

  #baseOf(address: string, bound: BoundSocket): UdpBase {
    const { socket, port } = bound;
    const base: UdpBase = {
      transport: "udp",
      address,
      port,
      bound,
      send: datagramSender(socket),
    };
    const route = this.#router.attach(base);
    socket.on("message", (data, from) => route(data, from.address, from.port));
    // Sending to a client that has gone may report an error later; losing a datagram is ordinary.
    socket.on("error", () => this.dropped());
    return base;
  }

  async #closeAll(bases: readonly UdpBase[]): Promise<void> {
    for (const base of bases) this.#router.detach(base);
    await Promise.all(bases.map(({ bound }) => closeSocket(bound.socket)));
  }

  async #closeTcp(bases: readonly TcpBase[]): Promise<void> {
    for (const base of bases) this.#router.detach(base);
    await Promise.all(bases.map((base) => base.close()));
  }

  #addresses(): string[] {
    const { listenAddress, publicAddresses } = this.options;
    return addressesToBind(listenAddress, publicAddresses.length > 0);
  }

  #candidatesOf(bases: readonly Base[]): HostCandidate[] {
    const all = bases.flatMap(({ transport, address, port }) =>
      announcedAddresses(address, this.options.publicAddresses).map((announced) => ({
        transport,
        address: announced,
        port,
      })),
    );
    const seen = new Set<string>();
    return all.filter(({ transport, address, port }) => {
      const key = `${transport} ${address} ${port}`;
      return !seen.has(key) && seen.add(key);
    });
  }
}
