/**
 * Which codecs to offer first. All others of the browser stay in its own order behind them: telephone-event is needed
 * for keys (R39), retransmission for repair, and the service may know a codec that we do not prefer.
 */
const order = {
  microphone: ["audio/opus"],
  /** VP8 is the cheapest to encode without hardware, and everybody can decode it. */
  camera: ["video/vp8", "video/h264"],
  /** VP9 has tools for screen content: small text is sharp at a fraction of VP8's bits. */
  screen: ["video/vp9", "video/vp8", "video/h264", "audio/opus"],
} as const;

/** Sorts what the browser can send for one purpose. */
export function codecsFor(purpose: keyof typeof order, codecs: readonly RTCRtpCodec[]): RTCRtpCodec[] {
  const preferred: readonly string[] = order[purpose];
  const rank = ({ mimeType }: RTCRtpCodec): number => {
    const at = preferred.indexOf(mimeType.toLowerCase());
    return at < 0 ? preferred.length : at;
  };
  // Stable since ES2019: equals keep the browser's order.
  return [...codecs].sort((a, b) => rank(a) - rank(b));
}
