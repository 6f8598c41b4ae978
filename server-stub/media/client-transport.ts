import type { Dispose } from "../../common/scope.ts";
import type { DataMessage } from "./data-message.ts";
import type { MediaEngineOptions, TransportState } from "./media-engine.ts";
import type { MediaSockets } from "./media-sockets.ts";
import { parseRtcp, type RtcpPacket } from "./rtcp-packet.ts";
import { isRtcp, parseRtpHeader, type RtpHeader } from "./rtp-packet.ts";
import type { LocalTransport } from "./sdp-text.ts";
import type { SdpTransport } from "./sdp-session.ts";
import { SecureLink } from "./secure-link.ts";
import { SrtcpReceiver, SrtcpSender } from "./srtcp.ts";
import { SrtpReceiver, SrtpSender } from "./srtp.ts";
import { deriveSrtcpKeys, deriveSrtpKeys, type SrtpMaster } from "./srtp-key-derivation.ts";
import type { DtlsIdentity } from "./dtls-session.ts";

/** What all transports of an engine share. Counters only grow. */
export interface EngineContext {
  readonly options: MediaEngineOptions;
  readonly identity: DtlsIdentity;
  readonly sockets: MediaSockets;
  readonly counters: {
    packetsReceived: number;
    packetsSent: number;
    bytesReceived: number;
    bytesSent: number;
    packetsDropped: number;
    packetsRetransmitted: number;
  };
  /** Called once by a transport that has closed. */
  readonly forget: () => void;
}

export interface MediaHandlers {
  /** `packet` is the protected packet: header and extensions may be read from it. */
  rtp(header: RtpHeader, packet: Buffer, payload: Buffer): void;
  rtcp(packet: RtcpPacket): void;
  /** On an application's channel. False: nobody takes it. */
  message(streamId: number, message: DataMessage): boolean;
  channelReset(streamId: number): void;
  channelsWritable(): void;
  /** Every 50 ms while the transport lives; `nowMs` is monotonic. */
  tick(nowMs: number): void;
}

const heartbeatChannel = 0;
const diagnosticsChannel = 1;
const ping: DataMessage = { text: true, data: Buffer.from("PING") };
const defaultHeartbeatMs = 5_000;
const tickMs = 50;

interface Contexts {
  readonly srtpIn: SrtpReceiver;
  readonly srtpOut: SrtpSender;
  readonly srtcpIn: SrtcpReceiver;
  readonly srtcpOut: SrtcpSender;
}

/** One peer connection of a client, seen from the server: SRTP on a secure link, and the two data channels (R36). */
export class ClientTransport {
  #link: SecureLink | undefined;
  #contexts: Contexts | undefined;
  readonly #timers: NodeJS.Timeout[] = [];
  readonly #stateListeners = new Set<(state: TransportState) => void>();
  readonly #diagnosticsListeners = new Set<(text: string) => void>();

  private constructor(
    private readonly context: EngineContext,
    private readonly handlers: MediaHandlers,
  ) {}

  /** Opens its path. Throws when that is impossible. */
  static async open(
    context: EngineContext,
    controlling: boolean,
    handlers: MediaHandlers,
  ): Promise<ClientTransport> {
    const transport = new ClientTransport(context, handlers);
    const { options, identity, sockets } = context;
    transport.#link = await SecureLink.open(
      {
        sockets,
        identity,
        controlling,
        dropInbound: options.impair?.dropInbound,
      },
      {
        state: (state) => transport.#onState(state),
        secured: (masters) => transport.#onSecured(masters),
        media: (datagram) => transport.#onMedia(datagram),
        message: (streamId, message) => transport.#onMessage(streamId, message),
        channelReset: (streamId) => handlers.channelReset(streamId),
        channelsWritable: () => handlers.channelsWritable(),
        dropped: () => transport.#drop(),
      },
    );
    return transport;
  }

  get state(): TransportState {
    return this.#opened.state;
  }

  get local(): LocalTransport {
    return this.#opened.local;
  }

  isRestart(remote: SdpTransport): boolean {
    return this.#opened.isRestart(remote);
  }

  restartIce(): void {
    this.#opened.restartIce();
  }

  connect(remote: SdpTransport): void {
    if (this.#timers.length === 0) {
      const { heartbeatMs = defaultHeartbeatMs } = this.context.options;
      this.#timers.push(
        setInterval(() => this.#opened.sendMessage(heartbeatChannel, ping), heartbeatMs),
        setInterval(() => this.handlers.tick(performance.now()), tickMs),
      );
    }
    this.#opened.connect(remote);
  }

  sendRtp(header: Buffer, payload: Buffer): void {
    if (this.#contexts === undefined) return;
    if (!this.#opened.sendMedia(this.#contexts.srtpOut.protect(header, payload))) return;
    this.context.counters.packetsSent += 1;
    this.context.counters.bytesSent += header.length + payload.length;
  }

  sendRtcp(packet: Buffer): void {
    if (this.#contexts !== undefined) this.#opened.sendMedia(this.#contexts.srtcpOut.protect(packet));
  }

  /** Ends the sending state of an SSRC that is used no more. */
  forgetSsrc(ssrc: number): void {
    this.#contexts?.srtpOut.forget(ssrc);
  }

  get channelsHaveRoom(): boolean {
    return this.#opened.channelsHaveRoom;
  }

  sendMessage(streamId: number, message: DataMessage): void {
    this.#opened.sendMessage(streamId, message);
  }

  resetChannel(streamId: number): void {
    this.#opened.resetChannel(streamId);
  }

  onStateChange(listener: (state: TransportState) => void): Dispose {
    this.#stateListeners.add(listener);
    return () => this.#stateListeners.delete(listener);
  }

  onDiagnostics(listener: (text: string) => void): Dispose {
    this.#diagnosticsListeners.add(listener);
    return () => this.#diagnosticsListeners.delete(listener);
  }

  async close(): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer);
    this.#contexts?.srtpIn.close();
    this.#contexts?.srtpOut.close();
    this.#contexts = undefined;
    await this.#opened.close();
    this.context.forget();
    this.#stateListeners.clear();
    this.#diagnosticsListeners.clear();
  }

  get #opened(): SecureLink {
    if (this.#link === undefined) throw new Error("transport used before it was opened");
    return this.#link;
  }

  #onSecured(masters: { local: SrtpMaster; remote: SrtpMaster }): void {
    const { local, remote } = masters;
    this.#contexts = {
      srtpIn: new SrtpReceiver(remote.profile, deriveSrtpKeys(remote)),
      srtpOut: new SrtpSender(local.profile, deriveSrtpKeys(local)),
      srtcpIn: new SrtcpReceiver(remote.profile, deriveSrtcpKeys(remote)),
      srtcpOut: new SrtcpSender(local.profile, deriveSrtcpKeys(local)),
    };
  }

  #onMedia(datagram: Buffer): void {
    if (this.#contexts === undefined) return this.#drop();
    if (isRtcp(datagram)) return this.#onRtcp(this.#contexts.srtcpIn.unprotect(datagram));
    const header = parseRtpHeader(datagram);
    const payload =
      header === undefined ? undefined : this.#contexts.srtpIn.unprotect(datagram, header.headerBytes);
    if (header === undefined || payload === undefined) return this.#drop();
    this.context.counters.packetsReceived += 1;
    this.context.counters.bytesReceived += header.headerBytes + payload.length;
    this.handlers.rtp(header, datagram, payload);
  }

  #onRtcp(compound: Buffer | undefined): void {
    const packets = compound === undefined ? undefined : parseRtcp(compound);
    if (packets === undefined) return this.#drop();
    for (const packet of packets) this.handlers.rtcp(packet);
  }

  #onMessage(streamId: number, message: DataMessage): void {
    // PONG needs no answer, and its absence no action (R33).
    if (streamId === heartbeatChannel) return;
    if (streamId === diagnosticsChannel) {
      if (message.text) for (const listener of this.#diagnosticsListeners) listener(message.data.toString());
      return;
    }
    if (!this.handlers.message(streamId, message)) this.#drop();
  }

  #onState(state: TransportState): void {
    const { ufrag } = this.#opened.local;
    this.context.options.log(state === "failed" ? "warn" : "debug", "media transport state", {
      state,
      ufrag,
    });
    for (const listener of [...this.#stateListeners]) listener(state);
  }

  #drop(): void {
    this.context.counters.packetsDropped += 1;
  }
}
