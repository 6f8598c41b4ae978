/** What was sent under one of our sequence numbers. */
export interface SentPacket {
  readonly ssrc: number;
  readonly sequence: number;
  readonly timestamp: number;
  readonly marker: boolean;
  readonly pictureId: number;
  readonly tl0PictureIndex: number;
}

/** The same while it is being worked out: what is written into a packet in place of the publisher's. */
export type Outgoing = { -readonly [Field in keyof SentPacket]: SentPacket[Field] };

/** By our sequence number, what a NACK may ask for once more. A ring without objects: it is written for each packet. */
export class SentLog {
  readonly #ours: Int32Array;
  readonly #ssrcs: Uint32Array;
  readonly #sequences: Uint16Array;
  readonly #timestamps: Uint32Array;
  readonly #markers: Uint8Array;
  readonly #pictureIds: Int16Array;
  readonly #tl0PictureIndexes: Int16Array;

  /** `capacity` must be a power of two. */
  constructor(private readonly capacity: number) {
    this.#ours = new Int32Array(capacity).fill(-1);
    this.#ssrcs = new Uint32Array(capacity);
    this.#sequences = new Uint16Array(capacity);
    this.#timestamps = new Uint32Array(capacity);
    this.#markers = new Uint8Array(capacity);
    this.#pictureIds = new Int16Array(capacity);
    this.#tl0PictureIndexes = new Int16Array(capacity);
  }

  record(ours: number, sent: SentPacket): void {
    const at = ours & (this.capacity - 1);
    this.#ours[at] = ours;
    this.#ssrcs[at] = sent.ssrc;
    this.#sequences[at] = sent.sequence;
    this.#timestamps[at] = sent.timestamp;
    this.#markers[at] = sent.marker ? 1 : 0;
    this.#pictureIds[at] = sent.pictureId;
    this.#tl0PictureIndexes[at] = sent.tl0PictureIndex;
  }

  find(ours: number): SentPacket | undefined {
    const at = ours & (this.capacity - 1);
    if (this.#ours[at] !== ours) return undefined;
    return {
      ssrc: this.#ssrcs[at] ?? 0,
      sequence: this.#sequences[at] ?? 0,
      timestamp: this.#timestamps[at] ?? 0,
      marker: this.#markers[at] === 1,
      pictureId: this.#pictureIds[at] ?? -1,
      tl0PictureIndex: this.#tl0PictureIndexes[at] ?? -1,
    };
  }
}
