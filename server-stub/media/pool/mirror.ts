import { ChannelProducer, type ChannelOrigin } from "../channel-producer.ts";
import type { Encoding } from "../encoding.ts";
import { PublishedTrack, type TrackOrigin } from "../published-track.ts";
import type { EncodingState, ForOrigin } from "./link-messages.ts";
import type { BatchRecord } from "./packet-batch.ts";
import type { ProducerRef } from "./producer-ref.ts";

type TrackRef = Exclude<ProducerRef, { kind: "application" }>;
type ChannelRef = Extract<ProducerRef, { kind: "application" }>;
type Say = (message: ForOrigin) => void;

/** A track that another thread receives, as one of this thread: subscribers here are served and repaired from it. */
export class MirroredTrack implements TrackOrigin {
  readonly id: string;
  readonly producer: PublishedTrack;
  /** As the publisher lists them. */
  readonly #encodings: readonly Encoding[];
  #said = "";

  constructor(
    { id, kind, msid, cname, rids }: TrackRef,
    private readonly as: number,
    private readonly say: Say,
  ) {
    this.id = id;
    this.producer = new PublishedTrack(kind, msid, cname, rids, this);
    this.#encodings = this.producer.encodings;
  }

  selectionChanged(): void {
    const taken = this.producer.hasSinks
      ? this.#encodings.flatMap((encoding, number) => (encoding.taken ? [number] : []))
      : null;
    const saying = taken?.join() ?? "nothing";
    if (saying === this.#said) return;
    this.#said = saying;
    this.say({ type: "want", as: this.as, taken });
  }

  keyFrameWanted(encoding: Encoding): void {
    this.say({ type: "key-frame", as: this.as, encoding: this.#encodings.indexOf(encoding) });
  }

  record(record: BatchRecord, nowMs: number): void {
    const encoding = this.#encodings[record.encoding];
    if (encoding === undefined) return;
    if (record.type === "packet") this.producer.receive(record.packet, encoding, nowMs);
    else encoding.meter.add(record.spatial, record.temporal, record.bytes, nowMs);
  }

  report({ encoding: number, report, ageMs }: { encoding: number } & ReportOfAge): void {
    const encoding = this.#encodings[number];
    if (encoding !== undefined) this.producer.receiveReport(report, encoding, performance.now() - ageMs);
  }

  adopt(states: readonly EncodingState[]): void {
    const order: Encoding[] = [];
    for (const state of states) {
      const encoding = this.#encodings[state.encoding];
      encoding?.adopt(state);
      if (encoding !== undefined) order.push(encoding);
    }
    this.producer.adopt(order);
  }
}

interface ReportOfAge {
  readonly report: Parameters<PublishedTrack["receiveReport"]>[0];
  readonly ageMs: number;
}

/** A channel that another thread receives, as one of this thread. */
export class MirroredChannel implements ChannelOrigin {
  readonly id: string;
  readonly producer: ChannelProducer;
  #said = false;

  constructor(
    { id, msid, label }: ChannelRef,
    private readonly as: number,
    private readonly say: Say,
  ) {
    this.id = id;
    this.producer = new ChannelProducer({ stream: msid, label }, this);
  }

  wanted(wanted: boolean): void {
    if (wanted === this.#said) return;
    this.#said = wanted;
    this.say({ type: "want", as: this.as, taken: wanted ? [0] : null });
  }
}
