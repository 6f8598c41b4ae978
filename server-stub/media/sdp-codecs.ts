import { codecs, type Codec } from "./codecs.ts";
import type { MediaKind } from "./media-engine.ts";
import type { SdpFormat } from "./sdp-session.ts";

/** One codec as both sides have agreed on it for one media section. */
export interface AgreedCodec {
  readonly codec: Codec;
  readonly payloadType: number;
  readonly rtxPayloadType: number | undefined;
  readonly feedback: readonly string[];
}

/** The codecs of a remote section that we know, in the remote's order, each once, with its retransmission format. */
export function agreeOnCodecs(kind: MediaKind, formats: readonly SdpFormat[]): AgreedCodec[] {
  const agreed = new Map<string, AgreedCodec>();
  for (const format of formats) {
    const codec = codecs.find(
      (candidate) =>
        candidate.kind === kind &&
        candidate.encoding === encodingOf(format) &&
        candidate.matches(format.parameters),
    );
    if (codec === undefined || agreed.has(codec.id)) continue;
    // Of video only: what comes twice of audio would be forwarded twice, with one number and so one SRTP keystream.
    const rtx =
      kind === "audio"
        ? undefined
        : formats.find(
            ({ encoding, parameters }) =>
              encoding === `rtx/${codec.clockRate}` && parameters.get("apt") === String(format.payloadType),
          );
    agreed.set(codec.id, {
      codec,
      payloadType: format.payloadType,
      rtxPayloadType: rtx?.payloadType,
      feedback: format.feedback,
    });
  }
  return [...agreed.values()];
}

/** Static payload types may come without `a=rtpmap` (RFC 3551 section 6), and mono may be written out. */
function encodingOf({ encoding, payloadType }: SdpFormat): string {
  if (encoding === "" && payloadType === 0) return "pcmu/8000";
  return encoding.replace(/^(pcmu|telephone-event)\/(\d+)\/1$/, "$1/$2");
}

/** Whether a section can carry a call: keys, or repetitions of a codec, are none by themselves. */
export const hasMediaCodec = (agreed: readonly AgreedCodec[]): boolean =>
  agreed.some(({ codec: { id } }) => id !== "red-opus" && !id.startsWith("telephone-event"));
