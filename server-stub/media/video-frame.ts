/** What forwarding needs to know of the frame that a video packet is part of. */
export interface VideoFrame {
  /** The packet is the first of a picture that needs none before it. */
  readonly startsKeyFrame: boolean;
  readonly spatial: number;
  readonly temporal: number;
  /** The frame needs only the base layer, so that its layer can be taken up with it (VP8, RFC 7741 section 4.2, Y). */
  readonly layerSync: boolean;
  /** Later frames of higher temporal layers need nothing of those from before it (VP9, RFC 9628 section 4.2, U). */
  readonly switchingUpPoint: boolean;
  /** The packet is the last of its spatial layer's frame. */
  readonly endsLayerFrame: boolean;
  /** Of a key frame, where the packet tells its size: width times height, else 0. */
  readonly pixels: number;
  /** -1 where the codec has none. */
  readonly pictureId: number;
  readonly pictureIdBits: 7 | 15;
  readonly tl0PictureIndex: number;
  /** Where the two are in the payload; -1 where they are not. */
  readonly pictureIdAt: number;
  readonly tl0PictureIndexAt: number;
}

const one: VideoFrame = {
  startsKeyFrame: false,
  spatial: 0,
  temporal: 0,
  layerSync: false,
  switchingUpPoint: false,
  endsLayerFrame: false,
  pixels: 0,
  pictureId: -1,
  pictureIdBits: 15,
  tl0PictureIndex: -1,
  pictureIdAt: -1,
  tl0PictureIndexAt: -1,
};
/** Shared, so that codecs without layers cost no object for each packet. */
export const plainFrame: VideoFrame = one;
export const plainKeyFrame: VideoFrame = { ...one, startsKeyFrame: true };

/** The payload with other picture numbers; a copy only where they differ. */
export function withPictureNumbers(
  payload: Buffer,
  frame: VideoFrame,
  ours: { readonly pictureId: number; readonly tl0PictureIndex: number },
): Buffer {
  const { pictureId, pictureIdAt, tl0PictureIndex, tl0PictureIndexAt } = frame;
  if (ours.pictureId === pictureId && ours.tl0PictureIndex === tl0PictureIndex) return payload;
  const copy = Buffer.from(payload);
  if (pictureIdAt >= 0 && frame.pictureIdBits === 15)
    copy.writeUInt16BE(0x8000 | ours.pictureId, pictureIdAt);
  else if (pictureIdAt >= 0) copy[pictureIdAt] = ours.pictureId & 0x7f;
  if (tl0PictureIndexAt >= 0) copy[tl0PictureIndexAt] = ours.tl0PictureIndex;
  return copy;
}
