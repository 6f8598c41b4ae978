import { randomUUID } from "node:crypto";
import type { Dispose } from "../../common/scope.ts";
import { extensionUris } from "./codecs.ts";
import { Encoding } from "./encoding.ts";
import type { TrackLayer } from "./layers.ts";
import { Loudness } from "./loudness.ts";
import type { MediaKind, Producer } from "./media-engine.ts";
import type { SenderReport } from "./rtcp-packet.ts";
import type { MediaPacket } from "./retransmission-buffer.ts";

/** Packets kept for NACKs: about two seconds of a 4 Mbit/s stream, and ten of audio. */
const keptPackets = { audio: 512, video: 1024 } as const;
/** How often to look whether an encoding has stopped. */
const reviewMs = 500;

/** Whoever takes a track's packets. Called synchronously for each packet; must not throw. */
export interface TrackSink {
  forward(packet: MediaPacket, encoding: Encoding): void;
  /** The publisher's own report of that encoding; `atMs` is when it came, on the clock of `performance.now()`. */
  senderReport(report: SenderReport, atMs: number, encoding: Encoding): void;
  /** Whether it takes this encoding or waits for it. Without the method it takes all; tell `selectionChanged`. */
  takes?(encoding: Encoding): boolean;
  /** Other encodings are active, or they have other places in the order. */
  encodingsChanged?(): void;
  /** A packet of an encoding that no sink takes. */
  untaken?(packet: MediaPacket, encoding: Encoding): void;
}

/** Where the packets come from of a track that another thread receives. */
export interface TrackOrigin {
  readonly id: string;
  /** Sinks have come or gone or take other encodings: see `hasSinks` and `Encoding.taken`. */
  selectionChanged(): void;
  keyFrameWanted(encoding: Encoding): void;
}

/** One published track: where the publish transport puts packets in and sinks get them out. */
export class PublishedTrack implements Producer {
  readonly id: string;
  /** Of audio; silence for a publisher that does not tell. */
  readonly loudness = new Loudness();
  #encodings: readonly Encoding[];
  #closed = false;
  #reviewedMs = -Infinity;
  readonly #sinks = new Set<TrackSink>();
  readonly #closeListeners = new Set<() => void>();

  constructor(
    readonly kind: MediaKind,
    readonly msid: string,
    /** Tracks of one publisher share it, so that receivers keep them in sync (RFC 3550 section 6.5.1). */
    readonly cname: string,
    /** Of the encodings that are told apart by them, as the publisher lists them; none for a single one. */
    readonly rids: readonly string[] = [],
    private readonly origin?: TrackOrigin,
  ) {
    this.id = origin?.id ?? randomUUID();
    const asked = origin && ((encoding: Encoding) => origin.keyFrameWanted(encoding));
    const all: readonly (string | undefined)[] = rids.length === 0 ? [undefined] : rids;
    this.#encodings = all.map((rid) => new Encoding(rid, keptPackets[kind], asked));
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** From small to large; at least one. */
  get encodings(): readonly Encoding[] {
    return this.#encodings;
  }

  /** The only encoding, or the smallest. */
  get encoding(): Encoding {
    const [first] = this.#encodings;
    if (first === undefined) throw new Error("a track has at least one encoding");
    return first;
  }

  /** What can be selected, from small to large; empty for audio, and before the first packet. */
  layers(nowMs: number): TrackLayer[] {
    const [only, ...others] = this.#encodings;
    if (only !== undefined && others.length === 0) return only.meter.layers(0, nowMs);
    return this.#encodings.flatMap(({ meter }, rank) => {
      // Spatial layers inside of an encoding are not told apart where there are several encodings.
      const byTemporal = new Map<number, TrackLayer>();
      for (const layer of meter.layers(0, nowMs)) byTemporal.set(layer.temporal, { ...layer, spatial: rank });
      return [...byTemporal.values()];
    });
  }

  /** Whether anybody takes its packets. */
  get hasSinks(): boolean {
    return this.#sinks.size > 0;
  }

  addSink(sink: TrackSink): void {
    if (this.#closed) return;
    this.#sinks.add(sink);
    this.selectionChanged();
  }

  removeSink(sink: TrackSink): void {
    this.#sinks.delete(sink);
    this.selectionChanged();
  }

  /** A sink takes other encodings than before. */
  selectionChanged(): void {
    for (const encoding of this.#encodings) {
      encoding.taken = false;
      for (const sink of this.#sinks) encoding.taken ||= sink.takes?.(encoding) ?? true;
    }
    this.origin?.selectionChanged();
  }

  /** Takes over the order from where the packets come; `encodings` are this track's. */
  adopt(encodings: readonly Encoding[]): void {
    this.#encodings = encodings;
    this.#encodingsChanged();
  }

  /** Once, when nothing comes out any more. */
  onClose(listener: () => void): Dispose {
    this.#closeListeners.add(listener);
    return () => this.#closeListeners.delete(listener);
  }

  receive(packet: MediaPacket, encoding: Encoding, nowMs: number): void {
    if (this.#closed) return;
    if (this.kind === "audio") this.#hear(packet, nowMs);
    if (encoding.measure(packet, nowMs)) this.#encodingsChanged();
    else if (nowMs - this.#reviewedMs >= reviewMs) this.#review(nowMs);
    if (!encoding.taken) {
      for (const sink of this.#sinks) sink.untaken?.(packet, encoding);
      return;
    }
    encoding.sent.store(packet);
    for (const sink of this.#sinks) sink.forward(packet, encoding);
  }

  receiveReport(report: SenderReport, encoding: Encoding, atMs: number): void {
    encoding.receiveReport(report, atMs);
    for (const sink of this.#sinks) sink.senderReport(report, atMs, encoding);
  }

  /** A packet that has been received not long ago. */
  find(ssrc: number, sequence: number): MediaPacket | undefined {
    for (const { sent } of this.#encodings) {
      const packet = sent.find(ssrc, sequence);
      if (packet !== undefined) return packet;
    }
    return undefined;
  }

  /** Nothing comes out any more. The sinks' owners learn it from the platform's next offer. */
  close(): void {
    this.#closed = true;
    this.#sinks.clear();
    for (const encoding of this.#encodings) {
      encoding.taken = false;
      encoding.sent.clear();
    }
    for (const listener of this.#closeListeners) listener();
    this.#closeListeners.clear();
  }

  /** RFC 6464 section 3: one byte, the voice activity bit and the level. */
  #hear({ extensions }: MediaPacket, nowMs: number): void {
    for (const { uri, data } of extensions) {
      if (uri === extensionUris.audioLevel) this.loudness.add((data[0] ?? 0) & 0x7f, nowMs);
    }
  }

  #review(nowMs: number): void {
    this.#reviewedMs = nowMs;
    // A single encoding has no other that could take its place; of others elsewhere we are told.
    if (this.#encodings.length === 1 || this.origin !== undefined) return;
    const before = this.#encodings.filter(({ active }) => active).length;
    for (const encoding of this.#encodings) encoding.expire(nowMs);
    if (this.#encodings.filter(({ active }) => active).length !== before) this.#encodingsChanged();
  }

  #encodingsChanged(): void {
    this.#sortEncodings();
    for (const sink of this.#sinks) sink.encodingsChanged?.();
    this.selectionChanged();
  }

  /** Publishers list their encodings from small to large or the other way; two known sizes tell which. */
  #sortEncodings(): void {
    const known = this.#encodings.filter(({ pixels }) => pixels > 0);
    const [first, last] = [known[0], known.at(-1)];
    if (first !== undefined && last !== undefined && first.pixels > last.pixels) {
      this.#encodings = this.#encodings.toReversed();
    }
  }
}
