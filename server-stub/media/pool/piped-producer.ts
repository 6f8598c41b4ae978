import type { ChannelProducer, ChannelSink } from "../channel-producer.ts";
import type { Encoding } from "../encoding.ts";
import { PublishedTrack, type TrackSink } from "../published-track.ts";
import type { MediaPacket } from "../retransmission-buffer.ts";
import type { SenderReport } from "../rtcp-packet.ts";
import type { ForMirror } from "./link-messages.ts";
import type { BatchRecord } from "./packet-batch.ts";
import type { LocalProducer } from "./producer-ref.ts";

export interface PipeOutput {
  post(message: ForMirror): void;
  /** With the next batch. */
  add(record: BatchRecord): void;
  /** A message of a channel, of which none may be lost. */
  message(as: number, text: boolean, data: Buffer): void;
}

/** Our end of a producer that another thread mirrors. */
export interface PipedProducer {
  want(taken: readonly number[] | null): void;
  keyFrame(encoding: number): void;
  stop(): void;
}

export function pipe(producer: LocalProducer, as: number, output: PipeOutput): PipedProducer {
  return producer instanceof PublishedTrack
    ? new PipedTrack(producer, as, output)
    : new PipedChannel(producer, as, output);
}

/** Sends of a track what the other thread takes, and tells it of the rest. */
class PipedTrack implements PipedProducer, TrackSink {
  readonly #numbers: ReadonlyMap<Encoding, number>;
  #taken: ReadonlySet<number> | undefined;

  constructor(
    private readonly track: PublishedTrack,
    private readonly as: number,
    private readonly output: PipeOutput,
  ) {
    const { encodings, rids } = track;
    this.#numbers = new Map(encodings.map((one) => [one, one.rid === undefined ? 0 : rids.indexOf(one.rid)]));
  }

  want(taken: readonly number[] | null): void {
    const begins = this.#taken === undefined;
    this.#taken = taken === null ? undefined : new Set(taken);
    if (taken === null) return this.track.removeSink(this);
    if (!begins) return this.track.selectionChanged();
    this.encodingsChanged();
    for (const encoding of this.track.encodings) {
      const { lastReport: last } = encoding;
      if (last !== undefined) this.senderReport(last.report, last.atMs, encoding);
    }
    this.track.addSink(this);
  }

  keyFrame(encoding: number): void {
    for (const [one, number] of this.#numbers) if (number === encoding) one.requestKeyFrame();
  }

  stop(): void {
    this.track.removeSink(this);
  }

  takes(encoding: Encoding): boolean {
    return this.#taken?.has(this.#numberOf(encoding)) ?? false;
  }

  forward(packet: MediaPacket, encoding: Encoding): void {
    if (!this.takes(encoding)) return this.untaken(packet, encoding);
    this.output.add({ type: "packet", track: this.as, encoding: this.#numberOf(encoding), packet });
  }

  untaken({ frame, header, payload }: MediaPacket, encoding: Encoding): void {
    if (frame === undefined) return;
    const { spatial, temporal } = frame;
    const bytes = header.headerBytes + payload.length;
    const number = this.#numberOf(encoding);
    this.output.add({ type: "untaken", track: this.as, encoding: number, spatial, temporal, bytes });
  }

  senderReport(report: SenderReport, atMs: number, encoding: Encoding): void {
    const ageMs = performance.now() - atMs;
    this.output.post({ type: "report", as: this.as, encoding: this.#numberOf(encoding), report, ageMs });
  }

  encodingsChanged(): void {
    const encodings = this.track.encodings.map((one) => ({
      encoding: this.#numberOf(one),
      pixels: one.pixels,
      active: one.active,
    }));
    this.output.post({ type: "encodings", as: this.as, encodings });
  }

  #numberOf(encoding: Encoding): number {
    return this.#numbers.get(encoding) ?? 0;
  }
}

class PipedChannel implements PipedProducer {
  readonly #sink: ChannelSink;

  constructor(
    private readonly producer: ChannelProducer,
    as: number,
    output: PipeOutput,
  ) {
    this.#sink = ({ text, data }) => output.message(as, text, data);
  }

  want(taken: readonly number[] | null): void {
    if (taken === null) this.stop();
    else this.producer.addSink(this.#sink);
  }

  keyFrame(): void {
    // A channel has none.
  }

  stop(): void {
    this.producer.removeSink(this.#sink);
  }
}
