import { randomInt } from "node:crypto";
import { codecs, extensionUris, forwardedExtensions, offeredExtensions } from "./codecs.ts";
import type { ForwardingTerms } from "./forwarding-terms.ts";
import type { MediaKind } from "./media-engine.ts";
import type { PublishedTrack } from "./published-track.ts";
import { agreeOnCodecs, type AgreedCodec } from "./sdp-codecs.ts";
import type { SdpSection } from "./sdp-session.ts";
import type { MediaSection } from "./sdp-text.ts";

/** What a line carries, or will carry once the client has answered. */
export interface LineContent {
  readonly track: PublishedTrack;
  readonly ssrc: number;
  readonly rtxSsrc: number | undefined;
}

/** One media section of the subscribe description. Lines are never removed, only emptied and filled again. */
export interface SubscriptionLine {
  readonly mid: string;
  readonly kind: MediaKind;
  readonly content: LineContent | undefined;
  /** Empty, and the client has agreed to that: only now may other content take the line. */
  readonly free: boolean;
}

const offeredFeedback: Record<MediaKind, readonly string[]> = {
  audio: ["transport-cc"],
  // Clients without transport-cc may send their own estimate.
  video: ["nack", "nack pli", "ccm fir", "transport-cc", "goog-remb"],
};

/**
 * The lines for exactly these tracks: unwanted ones become empty, new ones take a free line of their kind, else a new
 * line at the end (R41, R47). Does not change `lines`.
 */
export function planLines(
  lines: readonly SubscriptionLine[],
  tracks: readonly PublishedTrack[],
): SubscriptionLine[] {
  const wanted = new Set(tracks);
  const planned = lines.map((line) =>
    line.content !== undefined && !wanted.has(line.content.track) ? { ...line, content: undefined } : line,
  );
  const carried = new Set(planned.map(({ content }) => content?.track));
  for (const track of wanted) {
    if (carried.has(track)) continue;
    const content = newContent(track);
    const at = planned.findIndex(({ kind, free, content: held }) => kind === track.kind && free && !held);
    const reused = planned[at];
    if (reused !== undefined) planned[at] = { ...reused, content, free: false };
    // The data channels have mid 0.
    else planned.push({ mid: String(planned.length + 1), kind: track.kind, content, free: false });
  }
  return planned;
}

function newContent(track: PublishedTrack): LineContent {
  const ssrc = randomInt(1, 2 ** 32);
  return { track, ssrc, rtxSsrc: track.kind === "video" ? (ssrc % (2 ** 32 - 1)) + 1 : undefined };
}

/** The line as a section of an offer. */
export function offeredSection(line: SubscriptionLine): MediaSection {
  const { kind, mid, content } = line;
  return {
    kind,
    mid,
    setup: "actpass",
    direction: content === undefined ? "inactive" : "sendonly",
    codecs: offeredCodecs(kind),
    extensions: offeredExtensions[kind],
    ...(content === undefined
      ? {}
      : {
          source: {
            msid: content.track.msid,
            trackId: content.track.id,
            cname: content.track.cname,
            ssrc: content.ssrc,
            rtxSsrc: content.rtxSsrc,
          },
        }),
  };
}

function offeredCodecs(kind: MediaKind): AgreedCodec[] {
  return codecs
    .filter((codec) => codec.kind === kind)
    .map((codec) => ({
      codec,
      payloadType: codec.payloadType,
      rtxPayloadType: codec.rtxPayloadType,
      feedback: offeredFeedback[kind],
    }));
}

/** What may be sent on a line after this answer; undefined when the client does not take it. */
export function agreedTerms(content: LineContent, answered: SdpSection): ForwardingTerms | undefined {
  const receives = answered.direction === "recvonly" || answered.direction === "sendrecv";
  const agreed = agreeOnCodecs(content.track.kind, answered.formats);
  if (answered.port === 0 || !receives || agreed.length === 0) return undefined;
  const extension = (uri: string): number | undefined =>
    answered.extensions.find((one) => one.uri === uri)?.id;
  const forwarded = new Map<string, number>();
  for (const uri of forwardedExtensions) {
    const id = extension(uri);
    if (id !== undefined) forwarded.set(uri, id);
  }
  // A plain repeat has to be the very same bytes, and each packet has a transport-wide number of its own.
  const repairsApart = agreed.every(
    ({ codec, rtxPayloadType }) => codec.kind === "audio" || rtxPayloadType !== undefined,
  );
  return {
    mid: answered.mid,
    ssrc: content.ssrc,
    rtxSsrc: content.rtxSsrc,
    payloadTypes: new Map(
      agreed.map(({ codec, payloadType, rtxPayloadType }) => [
        codec.id,
        { media: payloadType, rtx: rtxPayloadType },
      ]),
    ),
    midExtension: extension(extensionUris.mid),
    transportCcExtension: repairsApart ? extension(extensionUris.transportCc) : undefined,
    forwardedExtensions: forwarded,
  };
}
