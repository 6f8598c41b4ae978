/**
 * ICE without werift's gathering. Together with `sctp-session.ts` and `finished-record.ts` the only place that touches
 * internals of werift 0.24.4; `werift-hooks.test.ts` pins them. Why not werift's RTCPeerConnection: its gathering asks a
 * public STUN server and cannot report a failed bind, it answers STUN requests without checking their integrity, and a
 * malformed SCTP packet becomes an unhandled rejection.
 */
import { randomBytes } from "node:crypto";
import {
  Candidate,
  candidateFoundation,
  candidatePriority,
  Connection,
  Message,
  parseMessage,
  StunProtocol,
  type CandidatePair,
} from "werift";
import { isSameRemote, type Base, type MediaPath, type RemoteAddress } from "./media-path.ts";

export interface IceCredentials {
  readonly ufrag: string;
  readonly pwd: string;
}

/** Members of werift's Connection and StunProtocol that are private in its types but that we must reach. */
interface ConnectionInternals {
  protocols: StunProtocol[];
  earlyChecks: unknown[];
  checkList: CandidatePair[];
  localCandidatesStart: boolean;
  ensureProtocol(protocol: StunProtocol): void;
  checkComplete(pair: CandidatePair): void;
  setState(state: "completed"): void;
}
interface StunProtocolInternals {
  datagramReceived(data: Buffer, from: readonly [string, number]): void;
}

const succeeded = 3;
/** Bounds on what one client can make werift remember. */
const maxEarlyChecks = 64;
const maxRemoteCandidates = 64;
/** Credentials whose checks are still answered: an old pair is checked until the new one is nominated. */
const maxGenerations = 4;

export interface IceEvents {
  /** A pair has answered our check: datagrams from this address are the client's. */
  validated(remote: RemoteAddress): void;
  /** This pair carries media from now on. */
  nominated(remote: RemoteAddress): void;
  /** No consent for 30 s (RFC 7675). */
  consentLost(): void;
}

/** A full ICE agent on the bases of a path. It takes no remote candidates: the client's checks make them. */
export class IceAgent {
  readonly #connection: Connection;
  readonly #internals: ConnectionInternals;
  readonly #protocols = new Map<Base, StunProtocol>();

  constructor(
    private readonly path: Pick<MediaPath, "bases" | "claimUfrag" | "send">,
    controlling: boolean,
    events: IceEvents,
  ) {
    // No gathering ever happens, so none of werift's servers and interface options matter.
    this.#connection = new Connection(controlling, { useIpv4: false, useIpv6: false });
    // The class itself has these members; only its type says private.
    this.#internals = this.#connection as unknown as ConnectionInternals;
    for (const base of path.bases) this.#addBase(base);
    this.#report(events);
    this.#ready();
  }

  /** Current local credentials; others after `restart`. */
  get local(): IceCredentials {
    return { ufrag: this.#connection.localUsername, pwd: this.#connection.localPassword };
  }

  /** Begins answering the client's checks with checks of our own. Call again after each restart. */
  connect(remote: IceCredentials): void {
    this.#connection.setRemoteParams({
      iceLite: false,
      usernameFragment: remote.ufrag,
      password: remote.pwd,
    });
    // With no candidates to come, connect() only replays early checks; it rejects because its own list is empty.
    this.#connection.remoteCandidatesEnd = true;
    this.#connection.connect().catch(() => undefined);
  }

  /** New local credentials; the remote ones are forgotten. The socket stays (RFC 8445 section 9). */
  restart(): void {
    void this.#connection.restart();
    this.#ready();
  }

  /** Takes a STUN datagram. Requests must carry our user name and a good MESSAGE-INTEGRITY (RFC 8489 section 9.1.3). */
  receive(data: Buffer, from: RemoteAddress): boolean {
    const address = [from.address, from.port] as const;
    const protocol = this.#protocols.get(from.base);
    const message = parseMessage(data);
    if (message === undefined || protocol === undefined) return false;
    if (Number(message.messageClass) === 0) {
      const ufrag = String(message.getAttributeValue("USERNAME") ?? "").split(":")[0] ?? "";
      const pwd = Object.hasOwn(this.#connection.userHistory, ufrag)
        ? this.#connection.userHistory[ufrag]
        : undefined;
      if (pwd === undefined || parseMessage(data, Buffer.from(pwd)) === undefined) return false;
      if (ufrag !== this.#connection.localUsername) return this.#answerOldGeneration(message, from, pwd);
      if (this.#internals.earlyChecks.length >= maxEarlyChecks || !this.#mayCheck(from)) return false;
    }
    (protocol as unknown as StunProtocolInternals).datagramReceived(data, address);
    return true;
  }

  async close(): Promise<void> {
    await this.#connection.close();
  }

  /** Until the restart is negotiated the client keeps checking its old pair; silence would end its consent. */
  #answerOldGeneration(request: Message, from: RemoteAddress, pwd: string): true {
    const response = new Message(request.messageMethod, 0x100, request.transactionId);
    response.setAttribute("XOR-MAPPED-ADDRESS", [from.address, from.port]);
    response.addMessageIntegrity(Buffer.from(pwd)).addFingerprint();
    this.path.send(response.bytes, from);
    return true;
  }

  #mayCheck({ address, port }: RemoteAddress): boolean {
    const known = this.#connection.remoteCandidates;
    return (
      known.length < maxRemoteCandidates || known.some((one) => one.host === address && one.port === port)
    );
  }

  #addBase(base: Base): void {
    const { address, port } = base;
    const protocol = new StunProtocol();
    this.#internals.ensureProtocol(protocol);
    protocol.localIp = address;
    // TCP too is "udp" to werift: it would give a check over TCP 50 ms and no second try.
    protocol.localCandidate = new Candidate(
      candidateFoundation("host", "udp", address),
      1,
      "udp",
      candidatePriority("host", { transport: "udp" }),
      address,
      port,
      "host",
    );
    // StunProtocol uses of its UDP transport only what is given here; the socket stays ours.
    protocol.transport = {
      type: "udp",
      socketType: address.includes(":") ? "udp6" : "udp4",
      closed: false,
      send: async (data: Buffer, [toAddress, toPort]: [string, number]) =>
        Promise.resolve(this.path.send(data, { base, address: toAddress, port: toPort })),
      close: async () => Promise.resolve(),
    } as unknown as StunProtocol["transport"];
    this.#internals.protocols.push(protocol);
    this.#protocols.set(base, protocol);
  }

  #ready(): void {
    this.#renewCredentials();
    this.#internals.localCandidatesStart = true;
    // werift starts consent checks on nomination only in this state.
    this.#internals.setState("completed");
  }

  /** werift's own have 16 and 88 bits, where RFC 8445 section 5.3 wants 24 and 128, and are not unique on a port. */
  #renewCredentials(): void {
    const { userHistory } = this.#connection;
    delete userHistory[this.#connection.localUsername];
    const ufrag = this.path.claimUfrag();
    this.#connection.localUsername = ufrag;
    this.#connection.localPassword = randomBytes(18).toString("base64");
    userHistory[ufrag] = this.#connection.localPassword;
    for (const old of Object.keys(userHistory).slice(0, -maxGenerations)) delete userHistory[old];
    for (const { localCandidate } of this.#protocols.values()) {
      if (localCandidate !== undefined) localCandidate.ufrag = ufrag;
    }
  }

  #remoteOf(pair: CandidatePair): RemoteAddress | undefined {
    const [address, port] = pair.remoteAddr;
    for (const [base, protocol] of this.#protocols) {
      if (protocol === pair.protocol) return { base, address, port };
    }
    return undefined;
  }

  /**
   * werift stays with the pair that was first. A client that is in control may move on, from TCP to UDP for instance, and
   * says so by nominating again; where we are in control, UDP is better than TCP.
   */
  #isBetter(pair: CandidatePair, remote: RemoteAddress): boolean {
    const current = this.#connection.nominated;
    const now = current === undefined ? undefined : this.#remoteOf(current);
    if (current === pair || now === undefined) return false;
    if (!this.#connection.iceControlling) return true;
    return remote.base.transport === "udp" && now.base.transport === "tcp";
  }

  #report(events: IceEvents): void {
    const complete = this.#internals.checkComplete.bind(this.#connection);
    let nominated: RemoteAddress | undefined;
    this.#internals.checkComplete = (pair) => {
      const remote = this.#remoteOf(pair);
      // A check from before a restart may end after it; its pair is no longer ours to use.
      if (remote === undefined || !this.#internals.checkList.includes(pair)) return;
      const hasSucceeded = Number(pair.state) === succeeded;
      if (hasSucceeded) events.validated(remote);
      if (hasSucceeded && pair.nominated && this.#isBetter(pair, remote))
        this.#connection.resetNominatedPair();
      complete(pair);
      const now = this.#connection.nominated;
      const chosen = now === undefined ? undefined : this.#remoteOf(now);
      if (chosen === undefined || (nominated !== undefined && isSameRemote(chosen, nominated))) return;
      nominated = chosen;
      events.nominated(chosen);
    };
    this.#connection.stateChanged.subscribe((state) => {
      if (state === "failed") events.consentLost();
    });
  }
}
