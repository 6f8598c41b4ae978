import { leftOut, NumberMap } from "./number-map.ts";
import type { MediaPacket } from "./retransmission-buffer.ts";

/** How many pictures late a packet may come. */
const latePictures = 128;
const none = -1;

/** What is written into the payload descriptor in place of the publisher's numbers; -1 where it has none. */
export interface PictureNumbers {
  pictureId: number;
  tl0PictureIndex: number;
}

/**
 * Continuous picture numbers over all sources of one stream. VP8's are closed up where frames are left out: receivers
 * take a gap for a loss. VP9's are not: frames name each other by distance, and receivers know which layers may be
 * missing.
 */
export class PictureNumbering {
  readonly #pictures = new NumberMap(latePictures);
  #newestId = none;
  #newestTl0 = none;
  #tl0Offset = 0;

  /** Another source begins. The first keeps its numbers, so that its payloads can be passed on as they are. */
  begin({ frame }: MediaPacket): void {
    if (frame === undefined || frame.pictureId < 0) return;
    const pictureId = this.#newestId < 0 ? frame.pictureId : this.#newestId + 1;
    this.#pictures.begin(frame.pictureId, pictureId, frame.pictureIdBits);
    const tl0 = this.#newestTl0 < 0 ? frame.tl0PictureIndex : this.#newestTl0 + 1;
    this.#tl0Offset = tl0 - frame.tl0PictureIndex;
  }

  /** Writes our numbers for a packet to `out`. False when it is part of a frame that is left out. */
  map({ frame, codec }: MediaPacket, drop: boolean, out: PictureNumbers): boolean {
    out.pictureId = none;
    out.tl0PictureIndex = none;
    if (frame === undefined || frame.pictureId < 0) return !drop;
    if (codec.id !== "vp8") {
      if (drop) return false;
    } else if (drop && this.#pictures.isNewer(frame.pictureId)) {
      this.#pictures.drop(frame.pictureId);
      return false;
    }
    out.pictureId = this.#pictures.pass(frame.pictureId);
    if (frame.tl0PictureIndex >= 0) out.tl0PictureIndex = (frame.tl0PictureIndex + this.#tl0Offset) & 0xff;
    return out.pictureId !== leftOut;
  }

  /** Notes the numbers of the newest packet that has been sent. */
  sent({ pictureId, tl0PictureIndex }: PictureNumbers): void {
    this.#newestId = pictureId;
    this.#newestTl0 = tl0PictureIndex;
  }
}
