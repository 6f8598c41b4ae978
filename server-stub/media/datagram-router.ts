import { randomBytes } from "node:crypto";
import type { Base, DatagramReceiver, RemoteAddress } from "./media-path.ts";
import { readBegunTransaction, readStunAddressee } from "./stun-header.ts";

/** Bounds on what one transport can make us remember. Its oldest go first. */
const maxUfrags = 4;
const maxTransactions = 128;
const maxRemotes = 16;

interface Route {
  readonly member: Member;
  readonly remote: RemoteAddress;
}
/** By address and port: two look-ups, so that no key has to be put together for each datagram. */
type RouteTable = Map<string, Map<number, Route>>;

interface Member {
  readonly receive: DatagramReceiver;
  readonly ufrags: string[];
  readonly transactions: string[];
  readonly routes: Route[];
  /** Nothing is remembered for it any more: a check may still be on its way. */
  left: boolean;
}

/** A transport's place in the router. */
export interface Membership {
  claimUfrag(): string;
  /** Returns the remotes that are its own no more, because it has too many. */
  admit(remote: RemoteAddress): RemoteAddress[];
  /** To be told of each datagram that is not media, before it is sent. */
  sending(data: Buffer): void;
  /** Returns the remotes that were its own. */
  leave(): RemoteAddress[];
}

/**
 * Finds the transport that a datagram is for (RFC 7983): a STUN request by the user name that it carries, a STUN answer
 * by its transaction, anything else by the address that it comes from. An address becomes a transport's own only when
 * a check to it has been answered: whoever merely writes another's address on a datagram does not see the check.
 * Nothing that a stranger sends is remembered. What is remembered of a transport is bounded and goes with it.
 */
export class DatagramRouter {
  readonly #byUfrag = new Map<string, Member>();
  readonly #byTransaction = new Map<string, Member>();
  readonly #tables = new Map<Base, RouteTable>();

  constructor(private readonly dropped: () => void) {}

  /** What the router knows; for tests. */
  get size(): { ufrags: number; transactions: number; remotes: number } {
    let remotes = 0;
    for (const table of this.#tables.values()) for (const ports of table.values()) remotes += ports.size;
    return { ufrags: this.#byUfrag.size, transactions: this.#byTransaction.size, remotes };
  }

  /** Returns what has to be called with each datagram that arrives at the base. */
  attach(base: Base): (data: Buffer, address: string, port: number) => void {
    const table: RouteTable = new Map();
    this.#tables.set(base, table);
    return (data, address, port) => {
      const first = data[0];
      if (first === undefined) return;
      if (first <= 3) this.#deliverStun(data, { base, address, port });
      else {
        const route = table.get(address)?.get(port);
        if (route === undefined) this.dropped();
        else route.member.receive(data, route.remote);
      }
    };
  }

  /** The base is gone, and with it all that came from there. */
  detach(base: Base): void {
    const table = this.#tables.get(base);
    this.#tables.delete(base);
    for (const ports of table?.values() ?? []) {
      for (const route of ports.values()) remove(route.member.routes, route);
    }
  }

  /** This remote is gone: a connection was closed. */
  forget(remote: RemoteAddress): void {
    const route = this.#tables.get(remote.base)?.get(remote.address)?.get(remote.port);
    if (route !== undefined) this.#forgetRoute(route);
  }

  join(receive: DatagramReceiver): Membership {
    const member: Member = { receive, ufrags: [], transactions: [], routes: [], left: false };
    return {
      claimUfrag: () => this.#claimUfrag(member),
      admit: (remote) => this.#admit(member, remote),
      sending: (data) => this.#remember(member, data),
      leave: () => this.#leave(member),
    };
  }

  #deliverStun(data: Buffer, from: RemoteAddress): void {
    const addressee = readStunAddressee(data);
    let member: Member | undefined;
    if (addressee?.kind === "request") member = this.#byUfrag.get(addressee.ufrag);
    else if (addressee?.kind === "response") member = this.#byTransaction.get(addressee.transaction);
    if (member === undefined) this.dropped();
    else member.receive(data, from);
  }

  #claimUfrag(member: Member): string {
    let ufrag: string;
    // 48 bits, where RFC 8445 section 5.3 asks for 24: a stranger does not find one. base64 is what ice-char allows.
    do ufrag = randomBytes(6).toString("base64");
    while (this.#byUfrag.has(ufrag));
    this.#byUfrag.set(ufrag, member);
    member.ufrags.push(ufrag);
    for (const old of surplus(member.ufrags, maxUfrags)) {
      remove(member.ufrags, old);
      this.#byUfrag.delete(old);
    }
    return ufrag;
  }

  #remember(member: Member, data: Buffer): void {
    const transaction = readBegunTransaction(data);
    // A request is sent again under the same name.
    if (transaction === undefined || member.left || this.#byTransaction.has(transaction)) return;
    this.#byTransaction.set(transaction, member);
    member.transactions.push(transaction);
    for (const old of surplus(member.transactions, maxTransactions)) {
      remove(member.transactions, old);
      this.#byTransaction.delete(old);
    }
  }

  #admit(member: Member, remote: RemoteAddress): RemoteAddress[] {
    const table = this.#tables.get(remote.base);
    if (table === undefined || member.left) return [];
    let ports = table.get(remote.address);
    if (ports === undefined) table.set(remote.address, (ports = new Map<number, Route>()));
    const before = ports.get(remote.port);
    if (before !== undefined) remove(before.member.routes, before);
    const route = { member, remote };
    ports.set(remote.port, route);
    member.routes.push(route);
    const forgotten = surplus(member.routes, maxRemotes);
    for (const old of forgotten) this.#forgetRoute(old);
    return forgotten.map((old) => old.remote);
  }

  #forgetRoute(route: Route): void {
    remove(route.member.routes, route);
    const { base, address, port } = route.remote;
    const table = this.#tables.get(base);
    const ports = table?.get(address);
    ports?.delete(port);
    if (ports?.size === 0) table?.delete(address);
  }

  #leave(member: Member): RemoteAddress[] {
    member.left = true;
    for (const ufrag of member.ufrags) this.#byUfrag.delete(ufrag);
    for (const transaction of member.transactions) this.#byTransaction.delete(transaction);
    const routes = [...member.routes];
    for (const route of routes) this.#forgetRoute(route);
    return routes.map(({ remote }) => remote);
  }
}

/** The oldest of a list, beyond how many it may have. */
const surplus = <T>(list: readonly T[], most: number): T[] => list.slice(0, Math.max(0, list.length - most));

function remove<T>(list: T[], item: T): void {
  const at = list.indexOf(item);
  if (at >= 0) list.splice(at, 1);
}
