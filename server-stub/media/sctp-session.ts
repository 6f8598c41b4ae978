/**
 * The SCTP association of one transport, with pre-negotiated channels only (no DCEP). Together with `werift-hooks.ts`
 * the only place that touches internals of werift 0.24.4; `sctp-session.test.ts` pins them.
 */
import { RTCSctpTransport, type RTCDtlsTransport } from "werift";
import type { DataMessage } from "./data-message.ts";
import { isSoundPacket } from "./sctp-packet.ts";

/** Payload protocol identifiers (RFC 8831 section 8). SCTP cannot carry nothing: an empty message is one zero byte. */
const textProtocol = 51;
const binaryProtocol = 53;
const emptyTextProtocol = 56;
const emptyBinaryProtocol = 57;
const empty = Buffer.alloc(0);

/** Re-configuration parameters (RFC 6525 section 4) and the results that we give. */
const reconfigResponse = 16;
const performed = 1;
const inProgress = 6;

/** Handed to werift at most so many packets ahead of what the peer lets it send. */
const maxQueuedPackets = 64;
/** A peer that goes beyond its window, or leaves more gaps than a window has packets, is not listened to. */
const maxOverrunBytes = 1 << 20;
const maxGaps = 4_096;

export interface SctpEvents {
  message(streamId: number, message: DataMessage): void;
  /** The client has closed its channel. Ours is being closed too. */
  reset(streamId: number): void;
  /** More may be sent: the association stands, or something was acknowledged. */
  writable(): void;
}

interface ResetResponse {
  readonly type: number;
  readonly responseSequence: number;
  readonly result: number;
}

interface ResetRequest {
  readonly type: number;
  readonly requestSequence: number;
  readonly lastTsn: number;
  readonly streams: readonly number[];
}

/** Members of werift's SCTP that are private in its types but that we must reach. */
interface SctpInternals {
  handleData(data: Buffer): Promise<void>;
  receiveReconfigParam(param: ResetRequest | ResetResponse): Promise<void>;
  sendReconfigParam(param: { type: number; bytes: Buffer }): Promise<void>;
  inboundStreams: Record<number, unknown>;
  advertisedRwnd: number;
  lastReceivedTsn: number | undefined;
  timerReconfigFailures: number;
  sackMisOrdered: ReadonlySet<number>;
  flush: { asPromise(): Promise<unknown> };
}

/** The client initiates: every WebRTC client does, so we can always be the one who waits. */
export class SctpSession {
  readonly #transport = new RTCSctpTransport(5000);
  readonly #internals: SctpInternals;
  /** We have closed these; the client closing them too is no news. */
  readonly #closedByUs = new Set<number>();
  #lastReset: number | undefined;

  constructor(
    send: (data: Buffer) => Promise<void>,
    private readonly events: SctpEvents,
  ) {
    const dtls = {
      id: "dtls",
      iceTransport: { role: "controlled" },
      onStateChange: { subscribe: () => ({ unSubscribe: () => undefined }) },
      dataReceiver: (): void => undefined,
      sendData: send,
    };
    // Replaced before it is subscribed: werift's own throws on unknown protocol ids, in a promise nobody holds.
    const receiver = this.#transport as unknown as {
      datachannelReceive: (streamId: number, protocol: number, data: Buffer) => Promise<void>;
    };
    receiver.datachannelReceive = (streamId, protocol, data) => {
      const message = readMessage(protocol, data);
      if (message !== undefined) events.message(streamId, message);
      return Promise.resolve();
    };
    // RTCSctpTransport uses of its DTLS transport only what is given here.
    this.#transport.setDtlsTransport(dtls as unknown as RTCDtlsTransport);
    const { sctp } = this.#transport;
    sctp.isServer = true;
    sctp.onSackReceived = () => Promise.resolve(events.writable());
    sctp.stateChanged.connected.subscribe(() => {
      void sctp.transmitReconfigRequest();
      events.writable();
    });
    this.#internals = sctp as unknown as SctpInternals;
    // Each message would wait until nothing waits, woken by every acknowledgement: all of them, while there is more to
    // send. That is quadratic, and starves the process when a backlog stays. Nobody needs to know; see `send`.
    this.#internals.flush.asPromise = () => new Promise(() => undefined);
    const answerReconfig = this.#internals.receiveReconfigParam.bind(sctp);
    this.#internals.receiveReconfigParam = (param) => {
      if ("streams" in param) return this.#onReset(param);
      if ("result" in param && param.result === inProgress) this.#askAnew(param.responseSequence);
      return answerReconfig(param);
    };
  }

  async start(remotePort: number): Promise<void> {
    await this.#transport.sctp.start(remotePort);
  }

  /** Rejects for a packet that is not well-formed SCTP. */
  async receive(data: Buffer): Promise<void> {
    if (!isSoundPacket(data)) throw new Error("not a sound SCTP packet");
    const { advertisedRwnd, sackMisOrdered } = this.#internals;
    if (advertisedRwnd < -maxOverrunBytes || sackMisOrdered.size > maxGaps) return;
    await this.#internals.handleData(data);
  }

  get established(): boolean {
    return this.#transport.sctp.state === "connected";
  }

  /** False: what is sent now would only wait. `writable` tells when to look again. */
  get hasRoom(): boolean {
    return this.established && this.#transport.sctp.outboundQueue.length < maxQueuedPackets;
  }

  /** Reliable and in order. May never resolve: do not wait. */
  async send(streamId: number, { text, data }: DataMessage): Promise<void> {
    this.#closedByUs.delete(streamId);
    const [full, none] = text ? [textProtocol, emptyTextProtocol] : [binaryProtocol, emptyBinaryProtocol];
    const body = data.length === 0 ? Buffer.alloc(1) : data;
    await this.#transport.sctp.send(streamId, data.length === 0 ? none : full, body, { ordered: true });
  }

  /** Closes a channel, as `RTCDataChannel.close()` would: what was sent before still arrives (RFC 8831 section 6.7). */
  async reset(streamId: number): Promise<void> {
    this.#closedByUs.add(streamId);
    await this.#queueReset(streamId);
  }

  async close(): Promise<void> {
    await this.#transport.sctp.stop();
  }

  /**
   * Instead of werift's own, which performs a reset while earlier data is missing (RFC 6525 section 5.2.2 wants it put
   * off), performs a repeated request twice, and does not close a channel that only the client has sent on.
   */
  async #onReset({ requestSequence, lastTsn, streams }: ResetRequest): Promise<void> {
    const { lastReceivedTsn = lastTsn } = this.#internals;
    const missing = (lastTsn - lastReceivedTsn) >>> 0;
    if (missing !== 0 && missing < 0x8000_0000) return this.#answerReset(requestSequence, inProgress);
    const repeated = requestSequence === this.#lastReset;
    this.#lastReset = requestSequence;
    await this.#answerReset(requestSequence, performed);
    if (repeated) return;
    for (const streamId of streams) {
      delete this.#internals.inboundStreams[streamId];
      if (this.#closedByUs.delete(streamId)) continue;
      await this.#queueReset(streamId);
      this.events.reset(streamId);
    }
  }

  /**
   * The client has yet to receive what was sent before. werift would repeat its request, and dcsctp answer a request that
   * it knows as before, for ever: under the next number it looks again. No failure: it did answer.
   */
  #askAnew(requestSequence: number): void {
    const { sctp } = this.#transport;
    const request = sctp.reconfigRequest;
    if (request?.requestSequence !== requestSequence) return;
    request.requestSequence = sctp.reconfigRequestSeq;
    sctp.reconfigRequestSeq = (sctp.reconfigRequestSeq + 1) % 2 ** 32;
    this.#internals.timerReconfigFailures = 0;
  }

  async #answerReset(requestSequence: number, result: number): Promise<void> {
    const bytes = Buffer.alloc(8);
    bytes.writeUInt32BE(requestSequence, 0);
    bytes.writeUInt32BE(result, 4);
    await this.#internals.sendReconfigParam({ type: reconfigResponse, bytes });
  }

  async #queueReset(streamId: number): Promise<void> {
    const { sctp } = this.#transport;
    if (!sctp.reconfigQueue.includes(streamId)) sctp.reconfigQueue.push(streamId);
    await sctp.transmitReconfigRequest();
  }
}

function readMessage(protocol: number, data: Buffer): DataMessage | undefined {
  switch (protocol) {
    case textProtocol:
      return { text: true, data };
    case emptyTextProtocol:
      return { text: true, data: empty };
    case binaryProtocol:
      return { text: false, data };
    case emptyBinaryProtocol:
      return { text: false, data: empty };
    default:
      return undefined;
  }
}
