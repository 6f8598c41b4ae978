import { randomInt, randomUUID } from "node:crypto";
import { err, ok, type Result } from "../../common/result.ts";
import type { Dispose } from "../../common/scope.ts";
import { ClientTransport, type EngineContext } from "./client-transport.ts";
import type {
  AnnouncedChannel,
  MediaError,
  PublishAnswer,
  PublishOffer,
  PublishTransport,
  TransportState,
} from "./media-engine.ts";
import { PublishChannels } from "./publish-channels.ts";
import { planAnswer, writeAnswer, type PlannedSection } from "./publish-negotiation.ts";
import { PublishedTrack } from "./published-track.ts";
import { PublishFeedback } from "./publish-feedback.ts";
import type { RtcpPacket } from "./rtcp-packet.ts";
import { RtpIngress, type IngressSection } from "./rtp-ingress.ts";
import { parseSdp, type SdpSession } from "./sdp-session.ts";

/** The client's publishing peer connection: answers its offers and turns its RTP into tracks. */
export class WeriftPublishTransport implements PublishTransport {
  readonly #cname = randomUUID();
  readonly #sessionId = String(randomInt(2 ** 47));
  #version = 0;
  #sectionCount = 0;
  #fingerprint: string | undefined;
  /** By mid. */
  #tracks = new Map<string, PublishedTrack>();
  readonly #channels = new PublishChannels((streamId) => this.#opened.resetChannel(streamId));
  readonly #ingress = new RtpIngress();
  readonly #feedback: PublishFeedback;
  #transport: ClientTransport | undefined;

  private constructor() {
    const own = { ssrc: randomInt(1, 2 ** 32), cname: this.#cname };
    this.#feedback = new PublishFeedback(this.#ingress, own, (packet) => this.#opened.sendRtcp(packet));
  }

  static async open(context: EngineContext): Promise<WeriftPublishTransport> {
    const publish = new WeriftPublishTransport();
    publish.#transport = await ClientTransport.open(context, false, {
      rtp: (header, packet, payload) => {
        const taken = publish.#ingress.receive(header, packet, payload, performance.now());
        if (!taken) context.counters.packetsDropped += 1;
      },
      rtcp: (packet) => publish.#onRtcp(packet),
      message: (streamId, message) => publish.#channels.receive(streamId, message),
      channelReset: (streamId) => publish.#channels.ended(streamId),
      // We send nothing on a publisher's channels.
      channelsWritable: () => undefined,
      tick: (nowMs) => publish.#feedback.tick(nowMs),
    });
    return publish;
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

  async negotiate(offer: PublishOffer): Promise<Result<PublishAnswer, MediaError>> {
    if (this.state === "closed") return err({ code: "wrong-state", detail: "the transport is closed" });
    const session = parseSdp(offer.sdp);
    if (!session.ok) return err({ code: "sdp-invalid", detail: session.error });
    const problem = this.#problemWith(session.value);
    if (problem !== undefined) return err({ code: "sdp-invalid", detail: problem });
    const plan = planAnswer(session.value, offer);
    if (!plan.ok) return plan;
    // Nothing above has changed anything; nothing below can fail.
    await Promise.resolve();
    return ok(this.#accept(session.value, plan.value, offer.channels ?? []));
  }

  async close(): Promise<void> {
    for (const track of this.#tracks.values()) track.close();
    this.#tracks.clear();
    this.#channels.close();
    await this.#opened.close();
  }

  #problemWith(session: SdpSession): string | undefined {
    const { setup, fingerprints } = session.transport;
    const outside = session.sections.find(({ port, mid }) => port !== 0 && !session.bundle.includes(mid));
    if (outside !== undefined && session.sections.length > 1) return "all media sections must be bundled";
    if (setup !== "actpass" && setup !== "passive") return "the offer must leave the active DTLS role to us";
    if (session.sections.length < this.#sectionCount)
      return "an offer cannot have fewer sections than before";
    const known = this.#fingerprint;
    if (known !== undefined && !fingerprints.includes(known)) return "the DTLS fingerprint has changed";
    return undefined;
  }

  #accept(
    session: SdpSession,
    plan: readonly PlannedSection[],
    channels: readonly AnnouncedChannel[],
  ): PublishAnswer {
    const transport = this.#opened;
    if (this.#fingerprint === undefined || transport.isRestart(session.transport)) {
      if (this.#fingerprint !== undefined) transport.restartIce();
      transport.connect(session.transport);
    }
    this.#fingerprint = session.transport.fingerprints[0];
    this.#sectionCount = session.sections.length;
    this.#replaceTracks(plan);
    this.#channels.configure(channels);
    this.#version += 1;
    const origin = { id: this.#sessionId, version: this.#version };
    return {
      sdp: writeAnswer(plan, transport.local, origin),
      producers: [...this.#tracks.values(), ...this.#channels.producers],
    };
  }

  #replaceTracks(plan: readonly PlannedSection[]): void {
    const tracks = new Map<string, PublishedTrack>();
    const sections: IngressSection[] = [];
    for (const planned of plan) {
      if (planned.type !== "media" || planned.msid === undefined) continue;
      const { section, kind, msid, codecs, extensions, rids } = planned;
      const before = this.#tracks.get(section.mid);
      const same = before?.kind === kind && before.msid === msid && before.rids.join() === rids.join();
      const track = same ? before : new PublishedTrack(kind, msid, this.#cname, rids);
      tracks.set(section.mid, track);
      sections.push({
        mid: section.mid,
        track,
        codecs,
        extensions,
        ssrcs: section.ssrcs,
        rtxSsrcs: section.rtxSsrcs,
      });
    }
    const kept = new Set(tracks.values());
    for (const track of this.#tracks.values()) if (!kept.has(track)) track.close();
    this.#tracks = tracks;
    this.#ingress.configure(sections);
  }

  #onRtcp(packet: RtcpPacket): void {
    if (packet.type !== "sender-report") return;
    const stream = this.#ingress.stream(packet.ssrc);
    if (stream === undefined) return;
    const nowMs = performance.now();
    stream.report.senderReport(packet, nowMs);
    stream.section.track.receiveReport(packet, stream.encoding, nowMs);
  }

  get #opened(): ClientTransport {
    if (this.#transport === undefined) throw new Error("publish transport used before it was opened");
    return this.#transport;
  }
}
