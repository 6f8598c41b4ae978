import { plainFrame, type VideoFrame } from "./video-frame.ts";

/** The VP9 payload descriptor (RFC 9628 section 4.2). */
export function readVp9(payload: Buffer): VideoFrame {
  const first = byte(payload, 0);
  const predicted = (first & 0x40) !== 0;
  const flexible = (first & 0x10) !== 0;
  let at = 1;
  let pictureId = -1;
  let pictureIdAt = -1;
  let long = false;
  if ((first & 0x80) !== 0) {
    pictureIdAt = at;
    const head = byte(payload, at++);
    long = (head & 0x80) !== 0;
    pictureId = long ? ((head & 0x7f) << 8) | byte(payload, at++) : head;
  }
  let layer = 0;
  let tl0PictureIndexAt = -1;
  if ((first & 0x20) !== 0) {
    layer = byte(payload, at++);
    if (!flexible) tl0PictureIndexAt = at++;
  }
  // Reference indices, at most three (section 4.2, P_DIFF).
  for (let more = flexible && predicted, count = 0; more && count < 3; count++) {
    more = (byte(payload, at++) & 0x01) !== 0;
  }
  if (at > payload.length) return plainFrame;
  const spatial = (layer >> 1) & 0x07;
  const startsKeyFrame = !predicted && spatial === 0 && (first & 0x08) !== 0;
  return {
    startsKeyFrame,
    spatial,
    temporal: layer >> 5,
    layerSync: false,
    switchingUpPoint: (layer & 0x10) !== 0,
    endsLayerFrame: (first & 0x04) !== 0,
    pixels: startsKeyFrame && (first & 0x02) !== 0 ? pixelsOf(payload, at) : 0,
    pictureId,
    pictureIdBits: long ? 15 : 7,
    tl0PictureIndex: tl0PictureIndexAt < 0 ? -1 : byte(payload, tl0PictureIndexAt),
    pictureIdAt,
    tl0PictureIndexAt,
  };
}

/** Of the largest spatial layer, from the scalability structure (section 4.2.1); 0 where it does not say. */
function pixelsOf(payload: Buffer, at: number): number {
  const head = byte(payload, at);
  const last = at + 1 + 4 * (head >> 5);
  if ((head & 0x10) === 0 || payload.length < last + 4) return 0;
  return payload.readUInt16BE(last) * payload.readUInt16BE(last + 2);
}

const byte = (payload: Buffer, at: number): number => payload[at] ?? 0;
