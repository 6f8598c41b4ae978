import type { MediaKind } from "./media-engine.ts";

/** The codecs that this engine forwards. To forwarding a codec is a name, a payload type and what SDP says of it. */
export interface Codec {
  /** Names the codec across transports, whatever payload type each of them uses. */
  readonly id: string;
  readonly kind: MediaKind;
  /** As in `a=rtpmap`, lower case: name, clock rate and channels. */
  readonly encoding: string;
  readonly rtpmap: string;
  readonly clockRate: number;
  /** Our payload type in offers to subscribers, and that of its retransmissions (RFC 4588). */
  readonly payloadType: number;
  readonly rtxPayloadType?: number;
  readonly fmtp?: string;
  /** Whether an offered format of this encoding is this codec. */
  readonly matches: (parameters: ReadonlyMap<string, string>) => boolean;
}

const always = (): boolean => true;
const numbered = (value: string | undefined): string => value ?? "0";

const audio = (
  id: string,
  payloadType: number,
  rtpmap: string,
  fmtp?: string,
  matches: Codec["matches"] = always,
): Codec => ({
  id,
  kind: "audio",
  encoding: rtpmap.toLowerCase(),
  rtpmap,
  clockRate: Number(rtpmap.split("/")[1]),
  payloadType,
  ...(fmtp === undefined ? {} : { fmtp }),
  matches,
});

const video = (
  fields: Pick<Codec, "id" | "rtpmap" | "payloadType" | "matches"> & { fmtp?: string },
): Codec => ({
  ...fields,
  kind: "video",
  encoding: fields.rtpmap.toLowerCase(),
  clockRate: 90_000,
  rtxPayloadType: fields.payloadType + 1,
});

/** In our order of preference for offers. Payload types 0 and 110 are those that clients use too (RFC 3551, Chromium). */
export const codecs: readonly Codec[] = [
  audio("opus", 111, "opus/48000/2", "minptime=10;useinbandfec=1"),
  audio("pcmu", 0, "PCMU/8000"),
  // The payload names the payload type of its blocks (RFC 2198), so it can be passed on only where Opus has ours.
  audio("red-opus", 63, "red/48000/2", "111/111", (parameters) => parameters.has("111/111")),
  audio("telephone-event-48000", 110, "telephone-event/48000", "0-15"),
  audio("telephone-event-8000", 126, "telephone-event/8000", "0-15"),
  video({ id: "vp8", rtpmap: "VP8/90000", payloadType: 96, matches: always }),
  video({
    id: "vp9-0",
    rtpmap: "VP9/90000",
    payloadType: 98,
    fmtp: "profile-id=0",
    matches: (parameters) => numbered(parameters.get("profile-id")) === "0",
  }),
  video({
    id: "h264-baseline",
    rtpmap: "H264/90000",
    payloadType: 102,
    fmtp: "level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f",
    // RFC 6184 section 8.1: constrained baseline is 42 with the constraint bit e0.
    matches: (parameters) =>
      numbered(parameters.get("packetization-mode")) === "1" &&
      (parameters.get("profile-level-id") ?? "").toLowerCase().startsWith("42e0"),
  }),
  video({
    id: "av1-0",
    rtpmap: "AV1/90000",
    payloadType: 45,
    fmtp: "level-idx=5;profile=0;tier=0",
    matches: (parameters) => numbered(parameters.get("profile")) === "0",
  }),
];

/** Header extensions of RFC 8285 that this engine knows. */
export const extensionUris = {
  mid: "urn:ietf:params:rtp-hdrext:sdes:mid",
  /** Which encoding a packet is of, and which one a retransmission repairs (RFC 8852). */
  rid: "urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id",
  repairedRid: "urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id",
  audioLevel: "urn:ietf:params:rtp-hdrext:ssrc-audio-level",
  transportCc: "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01",
  videoOrientation: "urn:3gpp:video-orientation",
  /** Without it a receiver takes a picture of 720 lines for BT.709, and shared screens change their colours. */
  colorSpace: "http://www.webrtc.org/experiments/rtp-hdrext/color-space",
  /** Camera or screen: receivers treat late frames of a screen otherwise. */
  contentType: "http://www.webrtc.org/experiments/rtp-hdrext/video-content-type",
} as const;

/** Extensions that travel from publisher to subscriber unchanged; all others end at the engine. */
export const forwardedExtensions: readonly string[] = [
  extensionUris.audioLevel,
  extensionUris.videoOrientation,
  extensionUris.colorSpace,
  extensionUris.contentType,
];

/** Ids in our offers; one transport must use one id for one URI (RFC 8843 section 15). */
export const offeredExtensions: Record<MediaKind, readonly { readonly id: number; readonly uri: string }[]> =
  {
    audio: [
      { id: 1, uri: extensionUris.mid },
      { id: 2, uri: extensionUris.audioLevel },
      { id: 6, uri: extensionUris.transportCc },
    ],
    video: [
      { id: 1, uri: extensionUris.mid },
      { id: 3, uri: extensionUris.videoOrientation },
      { id: 4, uri: extensionUris.colorSpace },
      { id: 5, uri: extensionUris.contentType },
      { id: 6, uri: extensionUris.transportCc },
    ],
  };
