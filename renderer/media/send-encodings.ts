import type { VideoSendPlan } from "./publishing-peer.ts";

/** Copies beside the full size, and how long its longer side must be for them: below, a browser does not send more. */
const copies = [
  { rid: "q", scaleResolutionDownBy: 4, fromPixels: 960 },
  { rid: "h", scaleResolutionDownBy: 2, fromPixels: 480 },
] as const;

/**
 * What to offer for a picture: from small to large where the plan wants several sizes (RFC 8853), so that whoever has
 * little room gets a smaller one, else one encoding without a name.
 */
export function sendEncodings(
  plan: VideoSendPlan,
  { width = 0, height = 0 }: { readonly width?: number; readonly height?: number },
): RTCRtpEncodingParameters[] {
  const longer = Math.max(width, height);
  const smaller = plan.sizes === "several" ? copies.filter(({ fromPixels }) => longer >= fromPixels) : [];
  if (smaller.length === 0) return [within(plan, {})];
  const named = [...smaller, { rid: "f", scaleResolutionDownBy: 1 }];
  return named.map(({ rid, scaleResolutionDownBy }) => within(plan, { rid, scaleResolutionDownBy }));
}

/**
 * The encodings that are being sent, as this plan wants them. A service that does not take several leaves us the first,
 * which is the smallest (webrtc-pc §5.2, "remove all encodings but the first"): it gets the full size.
 */
export function plannedEncodings(
  plan: VideoSendPlan,
  encodings: readonly RTCRtpEncodingParameters[],
): RTCRtpEncodingParameters[] {
  const [only, ...others] = encodings;
  if (only?.scaleResolutionDownBy !== undefined && others.length === 0) {
    return [within(plan, { ...only, scaleResolutionDownBy: 1 })];
  }
  return encodings.map((each) => within(plan, each));
}

/** Half the size needs about a third of the bits, to look the same. */
function within(plan: VideoSendPlan, encoding: RTCRtpEncodingParameters): RTCRtpEncodingParameters {
  const { scaleResolutionDownBy = 1 } = encoding;
  return {
    ...encoding,
    maxBitrate: Math.round(plan.maxBitrate / 3 ** Math.log2(scaleResolutionDownBy)),
    maxFramerate: plan.maxFramerate,
  };
}
