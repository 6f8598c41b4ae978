import { randomInt } from "node:crypto";
import { err, ok, type Result } from "../../common/result.ts";
import type { Dispose } from "../../common/scope.ts";
import { ChannelProducer } from "./channel-producer.ts";
import { ClientTransport, type EngineContext } from "./client-transport.ts";
import { SubscriberAllocation } from "./congestion/subscriber-allocation.ts";
import { SubscriberPath } from "./congestion/subscriber-path.ts";
import { TokenBucket } from "./congestion/token-bucket.ts";
import type { DataMessage } from "./data-message.ts";
import { Forwarder } from "./forwarder.ts";
import type { ForwarderOutput, ForwardingTerms } from "./forwarding-terms.ts";
import type { LayerSelection } from "./layers.ts";
import { mediaClock } from "./media-clock.ts";
import type {
  MediaError,
  Producer,
  SubscribeOffer,
  SubscribeTransport,
  TransportState,
} from "./media-engine.ts";
import { PublishedTrack } from "./published-track.ts";
import type { ReportBlock, RtcpPacket } from "./rtcp-packet.ts";
import { parseSdp, type SdpSession } from "./sdp-session.ts";
import { applicationSection, joinSdp, mediaSection, sessionLines } from "./sdp-text.ts";
import { SubscribeChannels } from "./subscribe-channels.ts";
import { agreedTerms, offeredSection, planLines, type SubscriptionLine } from "./subscription-lines.ts";

const applicationMid = "0";
/** Key frames cost the publisher and all others: one subscriber gets a few at once, then one every two seconds. */
const keyFrameBurst = 3;
const keyFramesPerSecond = 0.5;
/** Repairs are for single losses. A path that loses more has no room for what it loses to come again. */
const repairShare = 0.5;
const initialRepairBytes = 125_000;
const allocateMs = 250;
const observeMs = 5_000;

/** The client's subscribing peer connection: offers tracks to it and forwards them. */
export class WeriftSubscribeTransport implements SubscribeTransport {
  readonly #sessionId = String(randomInt(2 ** 47));
  #version = 0;
  #fingerprint: string | undefined;
  /** As in the newest offer, answered or not. */
  #lines: readonly SubscriptionLine[] = [];
  #unanswered = false;
  #restarted = false;
  /** By our SSRC, and by that of its repair stream. */
  readonly #forwarders = new Map<number, Forwarder>();
  readonly #keyFrames = new WeakMap<Forwarder, TokenBucket>();
  readonly #path = new SubscriberPath(mediaClock, () => this.#pad());
  readonly #repairs = new TokenBucket(initialRepairBytes, initialRepairBytes);
  readonly #allocation = new SubscriberAllocation();
  #allocatedMs = -Infinity;
  #wanted: number | undefined;
  #observedMs = -Infinity;
  /** By track; nothing for those that have none. */
  readonly #limits = new WeakMap<PublishedTrack, LayerSelection>();
  readonly #channels: SubscribeChannels;
  readonly #channelLostListeners = new Set<() => void>();
  #transport: ClientTransport | undefined;

  private constructor(private readonly context: EngineContext) {
    const link = {
      hasRoom: () => this.#opened.channelsHaveRoom,
      send: (streamId: number, message: DataMessage) => this.#opened.sendMessage(streamId, message),
      reset: (streamId: number) => this.#opened.resetChannel(streamId),
    };
    this.#channels = new SubscribeChannels(link, () => {
      for (const listener of [...this.#channelLostListeners]) listener();
    });
  }

  static async open(context: EngineContext): Promise<WeriftSubscribeTransport> {
    const subscribe = new WeriftSubscribeTransport(context);
    subscribe.#transport = await ClientTransport.open(context, true, {
      // The client only receives here; whatever it sends is not negotiated.
      rtp: () => (context.counters.packetsDropped += 1),
      rtcp: (packet) => subscribe.#onRtcp(packet),
      // A subscriber's channels go one way.
      message: () => false,
      channelReset: (streamId) => subscribe.#channels.endedByClient(streamId),
      channelsWritable: () => subscribe.#channels.pump(),
      tick: (nowMs) => subscribe.#tick(nowMs),
    });
    return subscribe;
  }

  get state(): TransportState {
    return this.#opened.state;
  }

  onStateChange(listener: (state: TransportState) => void): Dispose {
    return this.#opened.onStateChange(listener);
  }

  onDiagnostics(listener: (text: string) => void): Dispose {
    return this.#opened.onDiagnostics(listener);
  }

  onChannelLost(listener: () => void): Dispose {
    this.#channelLostListeners.add(listener);
    return () => this.#channelLostListeners.delete(listener);
  }

  async offer(wanted: { producers: readonly Producer[]; iceRestart: boolean }): Promise<SubscribeOffer> {
    await Promise.resolve();
    // Before the first answer there is nothing to restart.
    if (wanted.iceRestart && this.#fingerprint !== undefined && this.state !== "closed") {
      this.#opened.restartIce();
      this.#restarted = true;
    }
    const own = wanted.producers.map(ownProducer);
    const tracks = own.filter((one) => one instanceof PublishedTrack).filter(({ closed }) => !closed);
    const channels = this.#channels.plan(own.filter((one) => one instanceof ChannelProducer));
    this.#lines = planLines(this.#lines, tracks);
    this.#stopForwarders();
    this.#unanswered = true;
    this.#version += 1;
    const { local } = this.#opened;
    const bundle = [applicationMid, ...this.#lines.map(({ mid }) => mid)];
    const sdp = joinSdp([
      ...sessionLines({ id: this.#sessionId, version: this.#version, bundle }),
      ...applicationSection(local, { mid: applicationMid, setup: "actpass" }),
      ...this.#lines.flatMap((line) => mediaSection(local, offeredSection(line))),
    ]);
    return { sdp, channels };
  }

  async answer(sdp: string): Promise<Result<void, MediaError>> {
    await Promise.resolve();
    if (this.state === "closed" || !this.#unanswered) {
      return err({ code: "wrong-state", detail: "there is no offer to answer" });
    }
    const session = parseSdp(sdp);
    if (!session.ok) return err({ code: "sdp-invalid", detail: session.error });
    const problem = this.#problemWith(session.value);
    if (problem !== undefined) return err({ code: "sdp-invalid", detail: problem });
    this.#accept(session.value);
    return ok(undefined);
  }

  limit(producer: Producer, most: LayerSelection): void {
    const track = ownProducer(producer);
    if (!(track instanceof PublishedTrack) || track.kind === "audio") return;
    this.#limits.set(track, most);
    for (const forwarder of this.#forwarders.values()) if (forwarder.track === track) forwarder.limit(most);
  }

  async close(): Promise<void> {
    for (const forwarder of this.#forwarders.values()) forwarder.stop();
    this.#forwarders.clear();
    this.#channels.close();
    this.#channelLostListeners.clear();
    this.#path.close();
    await this.#opened.close();
  }

  #problemWith({ sections, transport }: SdpSession): string | undefined {
    const mids = [applicationMid, ...this.#lines.map(({ mid }) => mid)];
    const same = sections.length === mids.length && sections.every(({ mid }, at) => mid === mids[at]);
    if (!same) return "the answer does not have the sections of the offer";
    const kinds = this.#lines.every(({ kind }, at) => sections[at + 1]?.kind === kind);
    if (!kinds || sections[0]?.kind !== "application") return "the answer changes the kind of a section";
    // We are the DTLS client (R48).
    if (transport.setup !== "passive") return "the answer must have the passive DTLS role";
    const known = this.#fingerprint;
    if (known !== undefined && !transport.fingerprints.includes(known))
      return "the DTLS fingerprint has changed";
    return undefined;
  }

  #accept(session: SdpSession): void {
    const transport = this.#opened;
    const first = this.#fingerprint === undefined;
    this.#fingerprint = session.transport.fingerprints[0];
    if (first || this.#restarted || transport.isRestart(session.transport)) {
      transport.connect(session.transport);
    }
    this.#restarted = false;
    this.#unanswered = false;
    this.#channels.start();
    this.#lines = this.#lines.map((line) => ({ ...line, free: line.content === undefined }));
    this.#lines.forEach(({ content }, at) => {
      const answered = session.sections[at + 1];
      if (content === undefined || answered === undefined || this.#forwarders.has(content.ssrc)) return;
      const terms = agreedTerms(content, answered);
      if (terms !== undefined) this.#startForwarder(content.track, terms);
    });
  }

  #startForwarder(track: PublishedTrack, terms: ForwardingTerms): void {
    const forwarder = new Forwarder(track, terms, this.#outputFor(terms), () => mediaClock.now());
    this.#forwarders.set(terms.ssrc, forwarder);
    const limit = this.#limits.get(track);
    if (limit !== undefined) forwarder.limit(limit);
    // Not the largest first, only to take it back.
    this.#allocate(mediaClock.now());
    forwarder.start();
  }

  #outputFor({ transportCcExtension }: ForwardingTerms): ForwarderOutput {
    const transport = this.#opened;
    return {
      rtp: (header, payload) => {
        if (transportCcExtension === undefined) this.#path.sent(header.length + payload.length);
        else this.#path.stamp(header, payload.length);
        transport.sendRtp(header, payload);
      },
      rtcp: (packet) => transport.sendRtcp(packet),
      mayRepeat: (bytes) => {
        if (!this.#repairs.take(bytes, mediaClock.now())) return false;
        this.context.counters.packetsRetransmitted += 1;
        return true;
      },
    };
  }

  #stopForwarders(): void {
    const carried = new Set(this.#lines.map(({ content }) => content?.ssrc));
    for (const [ssrc, forwarder] of this.#forwarders) {
      if (carried.has(ssrc)) continue;
      forwarder.stop();
      this.#forwarders.delete(ssrc);
      this.#opened.forgetSsrc(ssrc);
      if (forwarder.terms.rtxSsrc !== undefined) this.#opened.forgetSsrc(forwarder.terms.rtxSsrc);
    }
  }

  #onRtcp(packet: RtcpPacket): void {
    if (packet.type === "transport-cc") this.#path.report(packet);
    else if (packet.type === "remb") this.#path.maximum(packet.bitsPerSecond);
    else if (packet.type === "nack") this.#forwarders.get(packet.mediaSsrc)?.retransmit(packet.sequences);
    else if (packet.type === "pli") this.#requestKeyFrame(packet.mediaSsrc);
    else if (packet.type === "fir") {
      for (const ssrc of packet.mediaSsrcs) this.#requestKeyFrame(ssrc);
    } else if (packet.type === "receiver-report") {
      const shares = packet.reports.map((block) => this.#observe(block));
      if (shares.length > 0) this.#path.lost(Math.max(...shares));
    }
  }

  #requestKeyFrame(ssrc: number): void {
    const forwarder = this.#forwarders.get(ssrc);
    if (forwarder === undefined) return;
    const bucket = this.#keyFrames.get(forwarder) ?? new TokenBucket(keyFrameBurst, keyFramesPerSecond);
    this.#keyFrames.set(forwarder, bucket);
    if (bucket.take(1, mediaClock.now())) forwarder.requestKeyFrame();
  }

  /** Returns the share that was lost. */
  #observe(block: ReportBlock): number {
    const { observe } = this.context.options;
    const report = this.#forwarders.get(block.ssrc)?.receiverReport(block);
    if (report === undefined) return 0;
    observe?.fractionLost(report.fractionLost);
    if (report.roundTripSeconds !== undefined) observe?.roundTrip(report.roundTripSeconds);
    return report.fractionLost;
  }

  #tick(nowMs: number): void {
    if (nowMs - this.#allocatedMs >= allocateMs) this.#allocate(nowMs);
    this.#path.tick(this.#wanted);
    const carries = this.#path.bitsPerSecond;
    if (carries === undefined) return;
    const repairBytes = (repairShare * carries) / 8;
    this.#repairs.set(repairBytes, repairBytes);
    if (nowMs - this.#observedMs < observeMs) return;
    this.#observedMs = nowMs;
    this.context.options.observe?.pathCarries(carries);
  }

  #allocate(nowMs: number): void {
    this.#allocatedMs = nowMs;
    const allowed = this.#path.allowedBitsPerSecond;
    this.#wanted = this.#allocation.allocate(this.#forwarders.values(), allowed, nowMs);
  }

  #pad(): number {
    for (const forwarder of this.#forwarders.values()) {
      const bytes = forwarder.pad();
      if (bytes > 0) return bytes;
    }
    return 0;
  }

  get #opened(): ClientTransport {
    if (this.#transport === undefined) throw new Error("subscribe transport used before it was opened");
    return this.#transport;
  }
}

/** Producers cross the platform untouched, so what comes back is ours; anything else is a bug of the caller. */
function ownProducer(producer: Producer): PublishedTrack | ChannelProducer {
  if (producer instanceof PublishedTrack || producer instanceof ChannelProducer) return producer;
  throw new Error("this producer was not made by this engine");
}
