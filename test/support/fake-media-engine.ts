import { err, ok, type Result } from "../../common/result.ts";
import type { Dispose } from "../../common/scope.ts";
import type {
  AudioLeg,
  ChannelIdentity,
  MediaEngine,
  MediaError,
  MediaKind,
  Producer,
  PublishAnswer,
  PublishOffer,
  PublishTransport,
  SubscribeOffer,
  SubscribeTransport,
  TransportState,
  EngineStats,
} from "../../server-stub/media/media-engine.ts";

/** The only thing of SDP that the fake reads: one `audio <msid>` or `video <msid>` for each track, by line. */
export function fakeSdp(...tracks: readonly `${MediaKind} ${string}`[]): string {
  return ["v=0 fake", ...tracks].join("\n");
}

/** Null while nothing is held up. */
type Gate = () => Promise<void> | null;

class FakeTransport {
  protected readonly gate: Gate;
  state: TransportState = "new";
  readonly #listeners = new Set<(state: TransportState) => void>();

  constructor(gate: Gate) {
    this.gate = gate;
  }

  onStateChange(listener: (state: TransportState) => void): Dispose {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  onDiagnostics(): Dispose {
    return () => {};
  }

  /** What ICE and DTLS would do. */
  become(state: TransportState): void {
    this.state = state;
    for (const listener of [...this.#listeners]) listener(state);
  }

  close(): Promise<void> {
    this.become("closed");
    return Promise.resolve();
  }
}

export class FakePublishTransport extends FakeTransport implements PublishTransport {
  readonly offers: PublishOffer[] = [];
  #producers: Producer[] = [];
  readonly #newId: () => string;

  constructor(newId: () => string, gate: Gate) {
    super(gate);
    this.#newId = newId;
  }

  async negotiate(offer: PublishOffer): Promise<Result<PublishAnswer, MediaError>> {
    await this.gate();
    if (this.state === "closed") return fail({ code: "wrong-state", detail: "the transport is closed" });
    if (!offer.sdp.startsWith("v=0")) return fail({ code: "sdp-invalid", detail: "no version line" });
    const tracks = [...offer.sdp.matchAll(/^(audio|video) (\S+)$/gm)].map(([, kind, msid]) => ({
      kind: kind === "audio" ? ("audio" as const) : ("video" as const),
      msid: msid ?? "",
    }));
    const forbidden = tracks.find(({ kind }) => !offer.permitted.has(kind));
    if (forbidden) return fail({ code: "not-permitted", kind: forbidden.kind });
    this.offers.push(offer);
    const channels = (offer.channels ?? []).map(({ stream }) => ({
      kind: "application" as const,
      msid: stream,
    }));
    this.#producers = [...tracks, ...channels]
      .filter(({ msid }) => offer.announced.has(msid))
      .map(({ kind, msid }) => {
        const known = this.#producers.find((producer) => producer.kind === kind && producer.msid === msid);
        return known ?? { id: this.#newId(), kind, msid };
      });
    return ok({ sdp: `v=0 answer ${this.offers.length}`, producers: this.#producers });
  }
}

export class FakeSubscribeTransport extends FakeTransport implements SubscribeTransport {
  readonly offers: { producers: readonly Producer[]; iceRestart: boolean }[] = [];
  readonly answers: string[] = [];
  #channels = new Map<string, ChannelIdentity>();
  #lastStreamId = 1;
  readonly #channelLostListeners = new Set<() => void>();

  /** Its data channels are called as their producer. */
  async offer(wanted: { producers: readonly Producer[]; iceRestart: boolean }): Promise<SubscribeOffer> {
    await this.gate();
    this.offers.push(wanted);
    const ids = wanted.producers.filter(({ kind }) => kind === "application").map(({ id }) => id);
    this.#channels = new Map(
      ids.map((id) => [id, this.#channels.get(id) ?? { label: id, streamId: (this.#lastStreamId += 1) }]),
    );
    return { sdp: `v=0 offer ${this.offers.length}`, channels: this.#channels };
  }

  limit(): void {}

  onChannelLost(listener: () => void): Dispose {
    this.#channelLostListeners.add(listener);
    return () => this.#channelLostListeners.delete(listener);
  }

  /** The subscriber does not keep up with a channel. */
  loseChannel(producerId: string): void {
    this.#channels.delete(producerId);
    for (const listener of [...this.#channelLostListeners]) listener();
  }

  answer(sdp: string): Promise<Result<void, MediaError>> {
    if (!sdp.startsWith("v=0")) return fail({ code: "sdp-invalid", detail: "no version line" });
    this.answers.push(sdp);
    return Promise.resolve(ok(undefined));
  }
}

const fail = <T>(error: MediaError): Promise<Result<T, MediaError>> => Promise.resolve(err(error));

export class FakeAudioLeg implements AudioLeg {
  readonly producer: Producer;
  /** What it was told to hear, as producer ids, newest last. */
  readonly heard: string[][] = [];
  readonly written: Int16Array[] = [];
  closed = false;
  readonly #frameListeners = new Set<(frame: Int16Array) => void>();
  readonly #digitListeners = new Set<(digit: string, durationMs: number) => void>();

  constructor(producer: Producer) {
    this.producer = producer;
  }

  write(frame: Int16Array): void {
    this.written.push(frame);
  }

  hear(producers: readonly Producer[]): void {
    this.heard.push(producers.map(({ id }) => id));
  }

  onFrame(listener: (frame: Int16Array) => void): Dispose {
    this.#frameListeners.add(listener);
    return () => this.#frameListeners.delete(listener);
  }

  onDigit(listener: (digit: string, durationMs: number) => void): Dispose {
    this.#digitListeners.add(listener);
    return () => this.#digitListeners.delete(listener);
  }

  /** What the mixer would do. */
  mix(frame: Int16Array): void {
    for (const listener of [...this.#frameListeners]) listener(frame);
  }

  press(digit: string, durationMs: number): void {
    for (const listener of [...this.#digitListeners]) listener(digit, durationMs);
  }

  close(): void {
    this.closed = true;
  }
}

/** A media engine without media: it says yes to every well-formed offer, and remembers what it was asked. */
export class FakeMediaEngine implements MediaEngine {
  readonly publishTransports: FakePublishTransport[] = [];
  readonly subscribeTransports: FakeSubscribeTransport[] = [];
  readonly audioLegs: FakeAudioLeg[] = [];
  #producerCount = 0;
  #held: Promise<void> | null = null;
  readonly #gate: Gate = () => this.#held;

  /** Holds up every new transport and every offer, either way, until the result is called. */
  hold(): () => void {
    let release = (): void => {};
    const held = new Promise<void>((resolve) => (release = resolve));
    this.#held = held;
    return () => {
      if (this.#held === held) this.#held = null;
      release();
    };
  }

  async createPublishTransport(): Promise<FakePublishTransport> {
    await this.#held;
    const transport = new FakePublishTransport(() => `producer-${(this.#producerCount += 1)}`, this.#gate);
    this.publishTransports.push(transport);
    return transport;
  }

  async createSubscribeTransport(): Promise<FakeSubscribeTransport> {
    await this.#held;
    const transport = new FakeSubscribeTransport(this.#gate);
    this.subscribeTransports.push(transport);
    return transport;
  }

  createAudioLeg({ msid }: { msid: string }): Promise<FakeAudioLeg> {
    const leg = new FakeAudioLeg({ id: `producer-${(this.#producerCount += 1)}`, kind: "audio", msid });
    this.audioLegs.push(leg);
    return Promise.resolve(leg);
  }

  /** Transports and legs that were made and not closed. */
  get open(): number {
    const transports = [...this.publishTransports, ...this.subscribeTransports];
    return (
      transports.filter(({ state }) => state !== "closed").length +
      this.audioLegs.filter(({ closed }) => !closed).length
    );
  }

  stats(): EngineStats {
    const nothing = { packetsReceived: 0, packetsSent: 0, bytesReceived: 0, bytesSent: 0 };
    return { ...nothing, packetsDropped: 0, packetsRetransmitted: 0, transports: this.open };
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
