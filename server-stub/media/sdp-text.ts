import { maxMessageBytes } from "./data-message.ts";
import type { HostCandidate } from "./media-path.ts";
import type { AgreedCodec } from "./sdp-codecs.ts";
import type { Direction, SdpExtension } from "./sdp-session.ts";

/** Our half of the ICE and DTLS parameters, the same in every section (RFC 8839, RFC 8842). */
export interface LocalTransport {
  readonly ufrag: string;
  readonly pwd: string;
  readonly fingerprint: string;
  /** At least one, the best first. */
  readonly candidates: readonly HostCandidate[];
}

export type Setup = "active" | "actpass";

export function sessionLines(head: { id: string; version: number; bundle: readonly string[] }): string[] {
  return [
    "v=0",
    `o=- ${head.id} ${head.version} IN IP4 127.0.0.1`,
    "s=-",
    "t=0 0",
    ...(head.bundle.length === 0 ? [] : [`a=group:BUNDLE ${head.bundle.join(" ")}`]),
    "a=extmap-allow-mixed",
    "a=msid-semantic: WMS *",
  ];
}

/** Where a client sends that does no ICE (RFC 8839 section 4.2.1.2). */
const defaultPort = ({ candidates }: LocalTransport): number => candidates[0]?.port ?? 9;

/** RFC 8839 section 5.1, RFC 6544 section 4.5. Each has a foundation of its own: all differ in address or protocol. */
function candidateLine({ transport, address, port }: HostCandidate, at: number): string {
  // RFC 8445 section 5.1.2.1 and RFC 6544 section 4.2: UDP before TCP, and in the order given. A passive one has 4.
  const [typePreference, localPreference] =
    transport === "udp" ? [126, 0xffff - at] : [90, 4 * 2 ** 13 + 0x1fff - at];
  const priority = typePreference * 2 ** 24 + localPreference * 2 ** 8 + 255;
  const tcpType = transport === "udp" ? "" : " tcptype passive";
  return `a=candidate:${at + 1} 1 ${transport} ${priority} ${address} ${port} typ host${tcpType}`;
}

function transportLines(local: LocalTransport, setup: Setup): string[] {
  const address = local.candidates[0]?.address ?? "0.0.0.0";
  return [
    `c=IN ${address.includes(":") ? "IP6" : "IP4"} ${address}`,
    ...local.candidates.map(candidateLine),
    "a=end-of-candidates",
    `a=ice-ufrag:${local.ufrag}`,
    `a=ice-pwd:${local.pwd}`,
    `a=fingerprint:sha-256 ${local.fingerprint}`,
    `a=setup:${setup}`,
  ];
}

/** The data channel section (RFC 8841). It has no direction attribute, as on the platform (bandwidth.md 4.7). */
export function applicationSection(local: LocalTransport, section: { mid: string; setup: Setup }): string[] {
  return [
    `m=application ${defaultPort(local)} UDP/DTLS/SCTP webrtc-datachannel`,
    ...transportLines(local, section.setup),
    `a=mid:${section.mid}`,
    "a=sctp-port:5000",
    `a=max-message-size:${maxMessageBytes}`,
  ];
}

/** A refused section keeps its place and its mid, outside of the bundle (RFC 8843 section 7.3.3). */
export function refusedSection(section: { kind: string; protocol: string; mid: string }): string[] {
  const formats = section.kind === "application" ? "webrtc-datachannel" : "0";
  return [
    `m=${section.kind} 0 ${section.protocol} ${formats}`,
    "c=IN IP4 0.0.0.0",
    `a=mid:${section.mid}`,
    "a=inactive",
  ];
}

export interface MediaSection {
  readonly kind: "audio" | "video";
  readonly mid: string;
  readonly setup: Setup;
  readonly direction: Direction;
  readonly codecs: readonly AgreedCodec[];
  readonly extensions: readonly SdpExtension[];
  /** The encodings that are received in the section (RFC 8853); only for answers. */
  readonly rids?: readonly string[];
  /** What is sent in the section; only for offers. */
  readonly source?: {
    readonly msid: string;
    readonly trackId: string;
    readonly cname: string;
    readonly ssrc: number;
    readonly rtxSsrc: number | undefined;
  };
}

export function mediaSection(local: LocalTransport, section: MediaSection): string[] {
  const types = section.codecs.flatMap(({ payloadType, rtxPayloadType }) =>
    rtxPayloadType === undefined ? [payloadType] : [payloadType, rtxPayloadType],
  );
  return [
    `m=${section.kind} ${defaultPort(local)} UDP/TLS/RTP/SAVPF ${types.join(" ")}`,
    ...transportLines(local, section.setup),
    `a=mid:${section.mid}`,
    ...section.extensions.map(({ id, uri }) => `a=extmap:${id} ${uri}`),
    `a=${section.direction}`,
    "a=rtcp-mux",
    "a=rtcp-rsize",
    ...section.codecs.flatMap(codecLines),
    ...ridLines(section.rids ?? []),
    ...sourceLines(section.source),
  ];
}

function codecLines({ codec, payloadType, rtxPayloadType, feedback }: AgreedCodec): string[] {
  return [
    `a=rtpmap:${payloadType} ${codec.rtpmap}`,
    ...feedback.map((item) => `a=rtcp-fb:${payloadType} ${item}`),
    ...(codec.fmtp === undefined ? [] : [`a=fmtp:${payloadType} ${codec.fmtp}`]),
    ...(rtxPayloadType === undefined
      ? []
      : [`a=rtpmap:${rtxPayloadType} rtx/${codec.clockRate}`, `a=fmtp:${rtxPayloadType} apt=${payloadType}`]),
  ];
}

function ridLines(rids: readonly string[]): string[] {
  if (rids.length === 0) return [];
  return [...rids.map((rid) => `a=rid:${rid} recv`), `a=simulcast:recv ${rids.join(";")}`];
}

function sourceLines(source: MediaSection["source"]): string[] {
  if (source === undefined) return [];
  const ssrcs = source.rtxSsrc === undefined ? [source.ssrc] : [source.ssrc, source.rtxSsrc];
  return [
    `a=msid:${source.msid} ${source.trackId}`,
    ...(source.rtxSsrc === undefined ? [] : [`a=ssrc-group:FID ${ssrcs.join(" ")}`]),
    ...ssrcs.map((ssrc) => `a=ssrc:${ssrc} cname:${source.cname}`),
  ];
}

export const joinSdp = (lines: readonly string[]): string => `${lines.join("\r\n")}\r\n`;
