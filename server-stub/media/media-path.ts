/** How datagrams reach a transport and leave it. `media-sockets.ts` opens paths, `secure-link.ts` uses them. */

/** A local end of datagrams: a UDP socket, or a TCP listener with all its connections (RFC 8445 section 4, "base"). */
export interface Base {
  readonly transport: "udp" | "tcp";
  readonly address: string;
  readonly port: number;
  /** One datagram, whose buffer is the caller's again when it returns. It is lost when it cannot be sent. */
  send(data: Buffer, to: RemoteAddress): void;
  /** This remote has become a transport's, or is one's no more; of TCP, where it is a connection. */
  admit?(remote: RemoteAddress): void;
  release?(remote: RemoteAddress): void;
}

export interface RemoteAddress {
  /** The end of ours that its datagrams arrive at; ours to it leave from there. */
  readonly base: Base;
  readonly address: string;
  readonly port: number;
}

/** What a description says of a base: its own address, or one that leads to it through NAT. */
export interface HostCandidate {
  readonly transport: "udp" | "tcp";
  readonly address: string;
  readonly port: number;
}

/** One transport's share of the sockets. Whoever opened it closes it. */
export interface MediaPath {
  readonly bases: readonly Base[];
  /** At least one; the first is UDP. */
  readonly candidates: readonly HostCandidate[];
  /** A new user name fragment that no other transport has: checks that carry it come to this one. */
  claimUfrag(): string;
  /** ICE has had an answer from there: what is not STUN comes to this transport from now on, and to no other. */
  admit(remote: RemoteAddress): void;
  /** Sends STUN or DTLS. The answer to a STUN request comes to this transport, from wherever. */
  send(data: Buffer, to: RemoteAddress): void;
  close(): Promise<void>;
}

/** Takes what has arrived for a transport. It is the receiver's from now on. */
export type DatagramReceiver = (data: Buffer, from: RemoteAddress) => void;

export const isSameRemote = (one: RemoteAddress, other: RemoteAddress): boolean =>
  one.port === other.port && one.address === other.address && one.base === other.base;
