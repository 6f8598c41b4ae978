import { createHash } from "node:crypto";
import type { DataMessage } from "./data-message.ts";
import { DtlsSession, type DtlsIdentity } from "./dtls-session.ts";
import type { TransportState } from "./media-engine.ts";
import type { DatagramReceiver, MediaPath, RemoteAddress } from "./media-path.ts";
import { SctpSession } from "./sctp-session.ts";
import type { SdpTransport } from "./sdp-session.ts";
import type { LocalTransport } from "./sdp-text.ts";
import type { SrtpMaster } from "./srtp-key-derivation.ts";
import { IceAgent } from "./werift-hooks.ts";

/** No authenticated datagram for this long is `disconnected`; a client checks its pair every 2.5 s or so. */
const silenceMs = 6_000;
/** Never connected for this long after the answer is `failed`. */
const connectTimeoutMs = 30_000;
const watchMs = 1_000;

export interface SecureLinkOptions {
  readonly sockets: { open(receive: DatagramReceiver): Promise<MediaPath> };
  readonly identity: DtlsIdentity;
  /** Our ICE role: the offerer controls (RFC 8445 section 6.1.1). */
  readonly controlling: boolean;
  /** Test hook: true loses an arriving datagram. */
  readonly dropInbound: ((datagram: Buffer) => boolean) | undefined;
}

export interface SecureLinkEvents {
  state(state: TransportState): void;
  /** Keys are there; from now on `media` is called and `sendMedia` reaches the client. */
  secured(masters: { local: SrtpMaster; remote: SrtpMaster }): void;
  /** SRTP or SRTCP, from an address that ICE has validated. */
  media(datagram: Buffer): void;
  /** A message on a data channel. */
  message(streamId: number, message: DataMessage): void;
  /** The client has closed a data channel. */
  channelReset(streamId: number): void;
  /** Data channels can take more. */
  channelsWritable(): void;
  /** Something was thrown away: forged, malformed, or not expected. */
  dropped(): void;
}

/** One client's transport: ICE, DTLS and SCTP on its path (RFC 7983 demultiplexing). */
export class SecureLink {
  #state: TransportState = "new";
  #remote: SdpTransport | undefined;
  #sendTo: RemoteAddress | undefined;
  #secured = false;
  #startedAtMs = 0;
  #heardAtMs = 0;
  #watch: NodeJS.Timeout | undefined;
  readonly #ice: IceAgent;
  readonly #dtls: DtlsSession;
  readonly #sctp: SctpSession;

  private constructor(
    private readonly options: SecureLinkOptions,
    private readonly path: MediaPath,
    private readonly events: SecureLinkEvents,
  ) {
    this.#ice = new IceAgent({ ...path, send: this.#sendDatagram }, options.controlling, {
      validated: (remote) => path.admit(remote),
      nominated: (remote) => this.#onNominated(remote),
      consentLost: () => this.#setState("failed"),
    });
    this.#dtls = new DtlsSession(options.identity, (data) => this.#sendToClient(data), {
      connected: () => this.#onDtlsConnected(),
      data: (data) => this.#held(this.#sctp.receive(data)),
      ended: () => this.#onDtlsEnded(),
    });
    this.#sctp = new SctpSession((data) => this.#dtls.send(data), {
      message: (streamId, message) => events.message(streamId, message),
      reset: (streamId) => events.channelReset(streamId),
      writable: () => events.channelsWritable(),
    });
  }

  /** Opens the path. Throws when that is impossible. */
  static async open(options: SecureLinkOptions, events: SecureLinkEvents): Promise<SecureLink> {
    const path = await options.sockets.open((data, from) => link.#onDatagram(data, from));
    // Nothing arrives on a path before it has claimed a user name.
    const link: SecureLink = new SecureLink(options, path, events);
    return link;
  }

  get state(): TransportState {
    return this.#state;
  }

  get local(): LocalTransport {
    return {
      ...this.#ice.local,
      fingerprint: this.options.identity.fingerprint,
      candidates: this.path.candidates,
    };
  }

  /** Whether a remote description belongs to other ICE credentials than the current ones. */
  isRestart(remote: SdpTransport): boolean {
    return this.#remote !== undefined && this.#remote.ufrag !== remote.ufrag;
  }

  /** New local ICE credentials. Media keeps flowing over the old pair until a new one is nominated. */
  restartIce(): void {
    this.#ice.restart();
  }

  /** Takes the client's credentials and waits for its checks. The DTLS fingerprint counts only the first time. */
  connect(remote: SdpTransport): void {
    if (this.#state === "closed") return;
    this.#remote = { ...remote, fingerprints: this.#remote?.fingerprints ?? remote.fingerprints };
    this.#startedAtMs = performance.now();
    if (this.#state !== "connected") this.#setState("connecting");
    this.#watch ??= setInterval(() => this.#checkLiveness(), watchMs);
    this.#ice.connect({ ufrag: remote.ufrag, pwd: remote.pwd });
  }

  /**
   * Sends SRTP or SRTCP, whose place the caller takes for other packets then. False: nobody is there, or has consented to
   * get it (RFC 7675 section 5.1). The caller protects its packets all the same, so that no index is used twice.
   */
  sendMedia(packet: Buffer): boolean {
    const to = this.#sendTo;
    if (to === undefined || this.#state === "closed" || this.#state === "failed") return false;
    to.base.send(packet, to);
    return true;
  }

  /** False: a message would have to wait. */
  get channelsHaveRoom(): boolean {
    return this.#sctp.hasRoom;
  }

  /** Sends on a pre-negotiated data channel; lost when the association does not stand. */
  sendMessage(streamId: number, message: DataMessage): void {
    if (this.#sctp.established) this.#held(this.#sctp.send(streamId, message));
  }

  /** Closes a data channel; before the association stands, as soon as it does. */
  resetChannel(streamId: number): void {
    if (this.#state !== "closed") this.#held(this.#sctp.reset(streamId));
  }

  async close(): Promise<void> {
    if (this.#state === "closed") return;
    await this.#sctp.close().catch(() => this.events.dropped());
    this.#setState("closed");
    clearInterval(this.#watch);
    this.#dtls.close();
    await this.#ice.close();
    await this.path.close();
  }

  readonly #sendDatagram = (data: Buffer, to: RemoteAddress): void => {
    if (this.#state !== "closed") this.path.send(data, to);
  };

  #sendToClient(data: Buffer): void {
    if (this.#sendTo !== undefined) this.#sendDatagram(data, this.#sendTo);
  }

  #onDatagram(data: Buffer, from: RemoteAddress): void {
    const first = data[0];
    if (first === undefined || this.#state === "closed" || this.options.dropInbound?.(data) === true) return;
    try {
      if (!this.#dispatch(first, data, from)) this.events.dropped();
    } catch {
      // werift throws on malformed input; one bad datagram must not end the process.
      this.events.dropped();
    }
  }

  /** RFC 7983 section 7. The path hands over only STUN, and what comes from addresses that ICE has validated. */
  #dispatch(first: number, data: Buffer, from: RemoteAddress): boolean {
    if (first <= 3) {
      const accepted = this.#ice.receive(data, from);
      if (accepted) this.#heardAtMs = performance.now();
      return accepted;
    }
    if (first >= 20 && first <= 63) {
      // Epoch 0 is not encrypted; after the handshake only an attacker sends it.
      if (this.#secured && data.length >= 5 && data.readUInt16BE(3) === 0) return false;
      this.#dtls.receive(data);
      return true;
    }
    if (first < 128 || first > 191 || !this.#secured) return false;
    this.events.media(data);
    return true;
  }

  #onNominated(remote: RemoteAddress): void {
    const isFirst = this.#sendTo === undefined;
    this.#sendTo = remote;
    this.#heardAtMs = performance.now();
    if (this.#secured) this.#setState("connected");
    // Rejects when the flights ran out; `ended` or the connect timeout reports it.
    else if (isFirst) this.#held(this.#dtls.connect());
  }

  #onDtlsConnected(): void {
    const certificate = this.#dtls.remoteCertificate;
    const actual = certificate === undefined ? undefined : fingerprintOf(certificate);
    const masters = this.#dtls.exportSrtpMasters();
    // RFC 8122 section 6.2: without a match between certificate and description this is not our client.
    if (
      actual === undefined ||
      this.#remote?.fingerprints.includes(actual) !== true ||
      masters === undefined
    ) {
      this.#setState("failed");
      return;
    }
    this.#secured = true;
    this.events.secured(masters);
    this.#setState("connected");
    this.#held(this.#sctp.start(5000));
  }

  #onDtlsEnded(): void {
    // No ICE restart brings the association back: stay failed until the client makes a new transport.
    this.#secured = false;
    this.#setState("failed");
  }

  #checkLiveness(): void {
    const nowMs = performance.now();
    if (this.#state === "connecting" && nowMs - this.#startedAtMs > connectTimeoutMs)
      this.#setState("failed");
    const silent = nowMs - this.#heardAtMs > silenceMs;
    if (this.#state === "connected" && silent) this.#setState("disconnected");
    else if (this.#state === "disconnected" && !silent) this.#setState("connected");
  }

  #setState(state: TransportState): void {
    if (this.#state === state || this.#state === "closed") return;
    this.#state = state;
    this.events.state(state);
  }

  /** Holds a promise of werift's whose failure concerns nobody but this client. */
  #held(promise: Promise<unknown>): void {
    promise.catch(() => this.events.dropped());
  }
}

function fingerprintOf(certificate: Buffer): string {
  const hex = createHash("sha256").update(certificate).digest("hex").toUpperCase();
  return hex.match(/../g)?.join(":") ?? "";
}
