import { plainFrame, type VideoFrame } from "./video-frame.ts";

/** The VP8 payload descriptor (RFC 7741 section 4.2) and the first bytes of a frame (section 4.3). */
export function readVp8(payload: Buffer): VideoFrame {
  const first = byte(payload, 0);
  let at = 1;
  let pictureId = -1;
  let pictureIdAt = -1;
  let long = false;
  let tl0PictureIndexAt = -1;
  let temporal = 0;
  let layerSync = false;
  if ((first & 0x80) !== 0) {
    const present = byte(payload, at++);
    if ((present & 0x80) !== 0) {
      pictureIdAt = at;
      const head = byte(payload, at++);
      long = (head & 0x80) !== 0;
      pictureId = long ? ((head & 0x7f) << 8) | byte(payload, at++) : head;
    }
    if ((present & 0x40) !== 0) tl0PictureIndexAt = at++;
    if ((present & 0x30) !== 0) {
      const layer = byte(payload, at++);
      if ((present & 0x20) !== 0) {
        temporal = layer >> 6;
        layerSync = (layer & 0x20) !== 0;
      }
    }
  }
  // A descriptor that ends outside of the packet describes nothing.
  if (at > payload.length) return plainFrame;
  const startsFrame = (first & 0x10) !== 0 && (first & 0x07) === 0 && at < payload.length;
  const startsKeyFrame = startsFrame && (byte(payload, at) & 0x01) === 0;
  return {
    startsKeyFrame,
    spatial: 0,
    // Without a picture id nobody can tell which frames have been left out on purpose.
    temporal: pictureId < 0 ? 0 : temporal,
    layerSync,
    switchingUpPoint: false,
    endsLayerFrame: false,
    pixels: startsKeyFrame ? pixelsOf(payload, at) : 0,
    pictureId,
    pictureIdBits: long ? 15 : 7,
    tl0PictureIndex: tl0PictureIndexAt < 0 ? -1 : byte(payload, tl0PictureIndexAt),
    pictureIdAt,
    tl0PictureIndexAt,
  };
}

/** RFC 6386 section 9.1: three bytes of tag, three of start code, then width and height of 14 bits. */
function pixelsOf(payload: Buffer, at: number): number {
  if (payload.length < at + 10) return 0;
  return (payload.readUInt16LE(at + 6) & 0x3fff) * (payload.readUInt16LE(at + 8) & 0x3fff);
}

const byte = (payload: Buffer, at: number): number => payload[at] ?? 0;
