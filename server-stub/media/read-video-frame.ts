import type { Codec } from "./codecs.ts";
import { plainFrame, plainKeyFrame, type VideoFrame } from "./video-frame.ts";
import { readVp8 } from "./vp8-descriptor.ts";
import { readVp9 } from "./vp9-descriptor.ts";

/** Never throws, whatever the payload is; undefined for audio. */
export function readVideoFrame(codec: Codec, payload: Buffer): VideoFrame | undefined {
  switch (codec.id) {
    case "vp8":
      return readVp8(payload);
    case "vp9-0":
      return readVp9(payload);
    case "h264-baseline":
      return startsH264KeyFrame(payload) ? plainKeyFrame : plainFrame;
    case "av1-0":
      return startsAv1KeyFrame(payload) ? plainKeyFrame : plainFrame;
    default:
      return undefined;
  }
}

const h264 = { idr: 5, sps: 7, stapA: 24, fuA: 28 } as const;

/** RFC 6184 section 5: parameter sets, or where a sender leaves them out, the first packet of an IDR picture. */
function startsH264KeyFrame(payload: Buffer): boolean {
  const type = (payload[0] ?? 0) & 0x1f;
  if (type === h264.fuA) {
    const head = payload[1] ?? 0;
    return (head & 0x80) !== 0 && startsKey(head & 0x1f);
  }
  if (type !== h264.stapA) return startsKey(type);
  for (let at = 1; at + 2 < payload.length;) {
    const end = at + 2 + payload.readUInt16BE(at);
    if (end > payload.length) return false;
    if (startsKey((payload[at + 2] ?? 0) & 0x1f)) return true;
    at = end;
  }
  return false;
}

const startsKey = (type: number): boolean => type === h264.sps || type === h264.idr;

/** The N bit of the aggregation header: first packet of a coded video sequence (AV1 RTP specification section 4.4). */
const startsAv1KeyFrame = (payload: Buffer): boolean => ((payload[0] ?? 0) & 0x08) !== 0;
