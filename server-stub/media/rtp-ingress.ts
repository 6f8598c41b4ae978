import { extensionUris, forwardedExtensions, type Codec } from "./codecs.ts";
import type { Encoding } from "./encoding.ts";
import type { PublishedTrack } from "./published-track.ts";
import { MissingPackets } from "./missing-packets.ts";
import { readVideoFrame } from "./read-video-frame.ts";
import { ReceptionReport } from "./reception-report.ts";
import { findExtension } from "./rtp-extensions.ts";
import { stripPadding, type RtpHeader } from "./rtp-packet.ts";
import type { AgreedCodec } from "./sdp-codecs.ts";
import type { SdpExtension } from "./sdp-session.ts";
import { TransportCcFeedback } from "./transport-cc.ts";

/** A section may change SSRC now and then; more than this at once is hostile. */
const maxStreamsPerTrack = 8;

/** A section of the publish transport that carries a track. */
export interface IngressSection {
  readonly mid: string;
  readonly track: PublishedTrack;
  readonly codecs: readonly AgreedCodec[];
  readonly extensions: readonly SdpExtension[];
  readonly ssrcs: readonly number[];
  readonly rtxSsrcs: ReadonlyMap<number, number>;
}

/** One SSRC of media, with its repair stream folded in. */
export interface InboundStream {
  readonly section: IngressSection;
  readonly encoding: Encoding;
  readonly ssrc: number;
  readonly missing: MissingPackets;
  readonly report: ReceptionReport;
}

interface Route {
  readonly section: IngressSection;
  readonly encoding: Encoding;
  /** Of the media, also for its repair stream. */
  readonly ssrc: number;
  /** From a packet, not from the description: publishers say only at first what a packet belongs to (RFC 8852). */
  readonly learned: boolean;
}

/**
 * Sorts a publisher's RTP to its tracks: by SSRC, else by the mid extension (RFC 8843 section 9.2) and, where a track has
 * several encodings, the rid extensions (RFC 8852).
 */
export class RtpIngress {
  readonly transportCc = new TransportCcFeedback();
  #sections: readonly IngressSection[] = [];
  /** Media SSRC by SSRC on the wire, for media and for repair streams. */
  #routes = new Map<number, Route>();
  #streams = new Map<number, InboundStream>();
  #midExtension: number | undefined;
  #ridExtension: number | undefined;
  #repairedRidExtension: number | undefined;
  #transportCcExtension: number | undefined;

  /** Replaces what is received. Streams of sections that stay keep their state. */
  configure(sections: readonly IngressSection[]): void {
    this.#sections = sections;
    const extension = (uri: string): number | undefined =>
      sections.flatMap(({ extensions }) => extensions).find((one) => one.uri === uri)?.id;
    this.#midExtension = extension(extensionUris.mid);
    this.#ridExtension = extension(extensionUris.rid);
    this.#repairedRidExtension = extension(extensionUris.repairedRid);
    this.#transportCcExtension = extension(extensionUris.transportCc);
    const [routes, streams] = [this.#routes, this.#streams];
    this.#routes = new Map();
    this.#streams = new Map();
    for (const section of sections) this.#addSignalled(section);
    const now = new Map(sections.map((section) => [section.track, section]));
    for (const [ssrc, route] of routes) {
      const section = now.get(route.section.track);
      if (section !== undefined && (route.learned || streams.has(ssrc))) {
        this.#routes.set(ssrc, { ...route, section });
      }
    }
    for (const [ssrc, stream] of streams) {
      const section = now.get(stream.section.track);
      if (section !== undefined) this.#streams.set(ssrc, { ...stream, section });
    }
  }

  /** Streams that have delivered something. */
  get streams(): Iterable<InboundStream> {
    return this.#streams.values();
  }

  stream(ssrc: number): InboundStream | undefined {
    return this.#streams.get(ssrc);
  }

  /** Takes an authenticated packet. False when nothing is negotiated for it. */
  receive(header: RtpHeader, packet: Buffer, rawPayload: Buffer, nowMs: number): boolean {
    this.#noteTransportSequence(packet, nowMs);
    const payload = stripPadding(rawPayload, header.padded);
    const route = this.#routes.get(header.ssrc) ?? this.#learn(header, packet);
    if (payload === undefined || route === undefined) return false;
    const agreed = agreedFor(route.section, header.payloadType);
    if (agreed === undefined) return false;
    const media = agreed.repairs ? restore(header, payload, { ...route, agreed: agreed.codec }) : header;
    // An empty repair packet is padding that probes the path (RFC 4588 does not say so, Chromium does it).
    if (media === undefined) return true;
    this.#deliver(media, agreed.repairs ? payload.subarray(2) : payload, { route, packet, nowMs, agreed });
    return true;
  }

  #deliver(
    header: RtpHeader,
    payload: Buffer,
    from: { route: Route; packet: Buffer; nowMs: number; agreed: { codec: AgreedCodec; repairs: boolean } },
  ): void {
    const { section } = from.route;
    const { codec } = from.agreed.codec;
    const stream = this.#streamFor(from.route, codec);
    if (!from.agreed.repairs) stream.report.received(header, from.nowMs);
    if (section.track.kind === "video") {
      const arrival = stream.missing.received(header.sequence, from.nowMs);
      if (arrival === "too-many") stream.encoding.requestKeyFrame();
      // Chromium probes the path with repairs of packets that were not lost: subscribers have them, or began later.
      if (arrival === "unwanted") return;
    }
    const frame = readVideoFrame(codec, payload);
    const media = { header, codec, payload, frame, extensions: travelling(section, from.packet) };
    section.track.receive(media, stream.encoding, from.nowMs);
  }

  #streamFor({ section, encoding, ssrc }: Route, codec: Codec): InboundStream {
    const known = this.#streams.get(ssrc);
    if (known !== undefined) return known;
    const report = new ReceptionReport(ssrc, codec.clockRate);
    const stream = { section, encoding, ssrc, missing: new MissingPackets(), report };
    this.#streams.set(ssrc, stream);
    return stream;
  }

  #noteTransportSequence(packet: Buffer, nowMs: number): void {
    if (this.#transportCcExtension === undefined) return;
    const data = findExtension(packet, this.#transportCcExtension);
    if (data?.length === 2) this.transportCc.add(data.readUInt16BE(0), nowMs);
  }

  #learn(header: RtpHeader, packet: Buffer): Route | undefined {
    if (this.#midExtension === undefined) return undefined;
    const mid = findExtension(packet, this.#midExtension)?.toString("latin1");
    const section = this.#sections.find((one) => one.mid === mid);
    if (section === undefined) return undefined;
    const known = [...this.#routes.values()].filter((route) => route.section === section);
    const agreed = agreedFor(section, header.payloadType);
    if (known.length >= 2 * maxStreamsPerTrack || agreed === undefined) return undefined;
    const route =
      section.track.rids.length > 0
        ? this.#routeByRid(section, packet, { ssrc: header.ssrc, repairs: agreed.repairs })
        : // A repair stream that was not signalled cannot be tied to its media by mid alone.
          agreed.repairs
          ? undefined
          : { section, encoding: section.track.encoding, ssrc: header.ssrc, learned: true };
    if (route !== undefined) this.#routes.set(header.ssrc, route);
    return route;
  }

  #routeByRid(
    section: IngressSection,
    packet: Buffer,
    of: { ssrc: number; repairs: boolean },
  ): Route | undefined {
    const extension = of.repairs ? this.#repairedRidExtension : this.#ridExtension;
    const rid = extension === undefined ? undefined : findExtension(packet, extension)?.toString("latin1");
    const encoding = section.track.encodings.find((one) => one.rid === rid);
    if (encoding === undefined) return undefined;
    if (!of.repairs) return { section, encoding, ssrc: of.ssrc, learned: true };
    const media = [...this.#streams.values()].findLast((stream) => stream.encoding === encoding);
    return media === undefined ? undefined : { section, encoding, ssrc: media.ssrc, learned: true };
  }

  #addSignalled(section: IngressSection): void {
    // Nothing says which encoding a signalled SSRC is of.
    if (section.track.rids.length > 0) return;
    for (const ssrc of section.ssrcs.slice(0, maxStreamsPerTrack)) {
      const route = { section, encoding: section.track.encoding, ssrc, learned: false };
      this.#routes.set(ssrc, route);
      const rtx = section.rtxSsrcs.get(ssrc);
      if (rtx !== undefined) this.#routes.set(rtx, route);
    }
  }
}

function agreedFor(
  section: IngressSection,
  payloadType: number,
): { codec: AgreedCodec; repairs: boolean } | undefined {
  for (const codec of section.codecs) {
    if (codec.payloadType === payloadType) return { codec, repairs: false };
    if (codec.rtxPayloadType === payloadType) return { codec, repairs: true };
  }
  return undefined;
}

/** The header that a repaired packet had (RFC 4588 section 4): its sequence number leads the payload. */
function restore(
  header: RtpHeader,
  payload: Buffer,
  to: { ssrc: number; agreed: AgreedCodec },
): RtpHeader | undefined {
  if (payload.length < 2) return undefined;
  return {
    ...header,
    ssrc: to.ssrc,
    sequence: payload.readUInt16BE(0),
    payloadType: to.agreed.payloadType,
    padded: false,
  };
}

const nothing: readonly { readonly uri: string; readonly data: Buffer }[] = [];

function travelling(section: IngressSection, packet: Buffer): typeof nothing {
  let found: { uri: string; data: Buffer }[] | undefined;
  for (const { id, uri } of section.extensions) {
    if (!forwardedExtensions.includes(uri)) continue;
    const data = findExtension(packet, id);
    if (data !== undefined) (found ??= []).push({ uri, data });
  }
  return found ?? nothing;
}
