/**
 * ICE without werift's gathering. Together with `sctp-session.ts` and `finished-record.ts` the only place that touches
 * internals of werift 0.24.4; `werift-hooks.test.ts` pins them. Why not werift's RTCPeerConnection: its gathering asks a
 * public STUN server and cannot report a failed bind, it answers STUN requests without checking their integrity, and a
 * malformed SCTP packet becomes an unhandled rejection.
 */
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

export interface RemoteAddress {
  readonly address: string;
  readonly port: number;
}

export interface IceCredentials {
  readonly ufrag: string;
  readonly pwd: string;
}

export interface DatagramPort {
  readonly address: string;
  readonly port: number;
  send(data: Buffer, to: RemoteAddress): void;
}

/** Members of werift's Connection and StunProtocol that are private in its types but that we must reach. */
interface ConnectionInternals {
  protocols: StunProtocol[];
  earlyChecks: unknown[];
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

export interface IceEvents {
  /** A pair has answered our check: datagrams from this address are the client's. */
  validated(remote: RemoteAddress): void;
  /** This pair carries media from now on. */
  nominated(remote: RemoteAddress): void;
  /** No consent for 30 s (RFC 7675). */
  consentLost(): void;
}

/** A full ICE agent with one host candidate. It takes no remote candidates: the client's checks make them. */
export class IceAgent {
  readonly #connection: Connection;
  readonly #internals: ConnectionInternals;
  readonly #protocol = new StunProtocol();

  constructor(port: DatagramPort, controlling: boolean, events: IceEvents) {
    // No gathering ever happens, so none of werift's servers and interface options matter.
    this.#connection = new Connection(controlling, { useIpv4: false, useIpv6: false });
    // The class itself has these members; only its type says private.
    this.#internals = this.#connection as unknown as ConnectionInternals;
    this.#internals.ensureProtocol(this.#protocol);
    this.#protocol.localIp = port.address;
    this.#protocol.localCandidate = new Candidate(
      candidateFoundation("host", "udp", port.address),
      1,
      "udp",
      candidatePriority("host", { transport: "udp" }),
      port.address,
      port.port,
      "host",
    );
    // StunProtocol uses of its UDP transport only what is given here; the socket stays ours.
    this.#protocol.transport = {
      type: "udp",
      socketType: port.address.includes(":") ? "udp6" : "udp4",
      closed: false,
      send: async (data: Buffer, [address, toPort]: [string, number]) =>
        Promise.resolve(port.send(data, { address, port: toPort })),
      close: async () => Promise.resolve(),
    } as unknown as StunProtocol["transport"];
    this.#internals.protocols.push(this.#protocol);
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
    const message = parseMessage(data);
    if (message === undefined) return false;
    if (Number(message.messageClass) === 0) {
      const ufrag = String(message.getAttributeValue("USERNAME") ?? "").split(":")[0] ?? "";
      const pwd = Object.hasOwn(this.#connection.userHistory, ufrag)
        ? this.#connection.userHistory[ufrag]
        : undefined;
      if (pwd === undefined || parseMessage(data, Buffer.from(pwd)) === undefined) return false;
      if (ufrag !== this.#connection.localUsername) return this.#answerOldGeneration(message, address, pwd);
      if (this.#internals.earlyChecks.length >= maxEarlyChecks || !this.#mayCheck(from)) return false;
    }
    (this.#protocol as unknown as StunProtocolInternals).datagramReceived(data, address);
    return true;
  }

  async close(): Promise<void> {
    await this.#connection.close();
  }

  /** Until the restart is negotiated the client keeps checking its old pair; silence would end its consent. */
  #answerOldGeneration(request: Message, from: readonly [string, number], pwd: string): true {
    const response = new Message(request.messageMethod, 0x100, request.transactionId);
    response.setAttribute("XOR-MAPPED-ADDRESS", from);
    response.addMessageIntegrity(Buffer.from(pwd)).addFingerprint();
    void this.#protocol.sendStun(response, from);
    return true;
  }

  #mayCheck({ address, port }: RemoteAddress): boolean {
    const known = this.#connection.remoteCandidates;
    return (
      known.length < maxRemoteCandidates || known.some((one) => one.host === address && one.port === port)
    );
  }

  #ready(): void {
    this.#internals.localCandidatesStart = true;
    // werift starts consent checks on nomination only in this state.
    this.#internals.setState("completed");
  }

  #report(events: IceEvents): void {
    const complete = this.#internals.checkComplete.bind(this.#connection);
    let nominated: CandidatePair | undefined;
    this.#internals.checkComplete = (pair) => {
      complete(pair);
      const [address, port] = pair.remoteAddr;
      if (Number(pair.state) === succeeded) events.validated({ address, port });
      const now = this.#connection.nominated;
      if (now === undefined || now === nominated) return;
      nominated = now;
      events.nominated({ address: now.remoteAddr[0], port: now.remoteAddr[1] });
    };
    this.#connection.stateChanged.subscribe((state) => {
      if (state === "failed") events.consentLost();
    });
  }
}
