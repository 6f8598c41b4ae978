import type { Encoding } from "./encoding.ts";
import { highestLayer, type LayerSelection } from "./layers.ts";
import type { PublishedTrack } from "./published-track.ts";
import type { MediaPacket } from "./retransmission-buffer.ts";
import type { VideoFrame } from "./video-frame.ts";

/**
 * `begin`: forward it, it is the first of another source. `drop`: its place in the source is closed up. `ignore`: it is
 * no part of what is forwarded.
 */
export type Verdict = "begin" | "pass" | "drop" | "ignore";

const allSpatial = highestLayer.spatial;
const noSsrc = -1;

/** Decides packet by packet what one subscriber gets of one track. Other encodings are begun at their key frames only. */
export class LayerSelector {
  #target: LayerSelection = highestLayer;
  /** Whose packets are forwarded now. */
  #current: Encoding | undefined;
  #ssrc = noSsrc;
  /** Of the newest picture. */
  #timestamp = 0;
  #spatial = 0;
  #temporal = 0;
  /** The next picture may be of any temporal layer. */
  #mayRise = false;
  /** Whose packets are to be forwarded; its key frame is waited for while it is not the current one. */
  #wanted: Encoding | undefined;

  constructor(private readonly track: PublishedTrack) {
    this.review();
  }

  get ssrc(): number {
    return this.#ssrc;
  }

  get wanted(): Encoding | undefined {
    return this.#wanted;
  }

  get current(): Encoding | undefined {
    return this.#current;
  }

  /** What is forwarded now; undefined before the first key frame. */
  get selected(): LayerSelection | undefined {
    if (this.#target === "paused") return "paused";
    if (this.#current === undefined) return undefined;
    const { encodings } = this.track;
    const inside = Math.min(this.#spatial, this.#current.meter.maxSpatial);
    return {
      spatial: encodings.length > 1 ? encodings.indexOf(this.#current) : inside,
      temporal: Math.min(this.#temporal, this.#current.meter.maxTemporal),
    };
  }

  /** Whether a higher spatial layer of the current encoding is wanted, which begins at a key frame (SVC). */
  get wantsMoreSpatial(): boolean {
    if (this.#target === "paused" || this.#current === undefined) return false;
    return this.#target.spatial > this.#spatial && this.#current.meter.maxSpatial > this.#spatial;
  }

  select(target: LayerSelection): void {
    this.#target = target;
    if (target === "paused") {
      this.#current = undefined;
      this.#ssrc = noSsrc;
    }
    this.review();
  }

  /** The highest active encoding up to the target, else the smallest that is active. Call it when the track's change. */
  review(): void {
    const target = this.#target;
    if (target === "paused") {
      this.#wanted = undefined;
      return;
    }
    const { encodings } = this.track;
    const upTo = encodings.slice(0, target.spatial + 1);
    this.#wanted =
      upTo.findLast(({ active }) => active) ??
      encodings.find(({ active }) => active) ??
      this.#current ??
      upTo.at(-1);
  }

  takes(encoding: Encoding): boolean {
    return encoding === this.#current || encoding === this.#wanted || this.#mayBeginSmall(encoding);
  }

  judge({ header, frame }: MediaPacket, encoding: Encoding): Verdict {
    if (this.#target === "paused") return "ignore";
    if (header.ssrc !== this.#ssrc) {
      if (!this.#mayBegin(frame, encoding)) return "ignore";
      this.#current = encoding;
      this.#ssrc = header.ssrc;
      this.#timestamp = header.timestamp;
      this.#spatial = this.track.encodings.length > 1 ? allSpatial : this.#target.spatial;
      this.#temporal = this.#target.temporal;
      this.#mayRise = false;
      return "begin";
    }
    if (frame === undefined) return "pass";
    if (((header.timestamp - this.#timestamp) | 0) > 0) {
      this.#timestamp = header.timestamp;
      this.#beginPicture(frame, this.#target);
    }
    return frame.temporal > this.#temporal || frame.spatial > this.#spatial ? "drop" : "pass";
  }

  /** The last packet of a picture has the marker (RFC 9628 section 4.1), also when its higher layers are left out. */
  endsPicture(frame: VideoFrame): boolean {
    return frame.endsLayerFrame && frame.spatial === this.#spatial;
  }

  #mayBegin(frame: VideoFrame | undefined, encoding: Encoding): boolean {
    if (frame === undefined) return true;
    return frame.startsKeyFrame && this.takes(encoding);
  }

  /** Before there is anything, a smaller encoding than the wanted one is better than to wait. */
  #mayBeginSmall(encoding: Encoding): boolean {
    if (this.#current !== undefined || this.#wanted === undefined) return false;
    const { encodings } = this.track;
    return encodings.indexOf(encoding) < encodings.indexOf(this.#wanted);
  }

  /** Layers change between pictures: downwards at once, upwards where nothing is needed that was left out. */
  #beginPicture(frame: VideoFrame, target: Exclude<LayerSelection, "paused">): void {
    if (target.temporal < this.#temporal || frame.startsKeyFrame || this.#mayRise) {
      this.#temporal = target.temporal;
    } else if (target.temporal > this.#temporal && frame.layerSync && frame.temporal === this.#temporal + 1) {
      this.#temporal = frame.temporal;
    }
    this.#mayRise = frame.switchingUpPoint && frame.temporal <= this.#temporal;
    if (this.track.encodings.length > 1) return;
    if (target.spatial < this.#spatial || frame.startsKeyFrame) this.#spatial = target.spatial;
  }
}
