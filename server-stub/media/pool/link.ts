import type { MessagePort } from "node:worker_threads";
import type { ForMirror, ForOrigin, LinkMessage } from "./link-messages.ts";
import { MirroredChannel, MirroredTrack } from "./mirror.ts";
import { decodeBatch, encodeBatch, type BatchRecord } from "./packet-batch.ts";
import { pipe, type PipedProducer, type PipeOutput } from "./piped-producer.ts";
import type { LocalProducer, ProducerRef } from "./producer-ref.ts";

/** More than this on its way means that the other thread stands still: media is then lost as on a network. */
const maxOnTheWayBytes = 32 * 2 ** 20;

interface Piped {
  readonly end: PipedProducer;
  readonly forget: () => void;
}

/** All that two threads tell each other of their producers. The same class at both ends. */
export class Link implements PipeOutput {
  /** Theirs, here. */
  readonly #mirrors = new Map<number, MirroredTrack | MirroredChannel>();
  readonly #mirrorsById = new Map<string, MirroredTrack | MirroredChannel>();
  /** Ours, there. */
  readonly #piped = new Map<number, Piped>();
  readonly #settling = new Map<number, () => void>();
  #lastNumber = 0;
  #lastTurn = 0;
  #batch: BatchRecord[] = [];
  #onTheWayBytes = 0;
  #closed = false;

  constructor(
    private readonly port: MessagePort,
    private readonly ownProducer: (id: string) => LocalProducer | undefined,
    /** A message that may not be lost had to be. */
    private readonly onStalled: () => void,
  ) {
    port.on("message", (message: LinkMessage) => this.#receive(message));
  }

  /** The other thread's producer, as one of this thread. The same one until it ends. */
  mirror(ref: ProducerRef): LocalProducer {
    const known = this.#mirrorsById.get(ref.id);
    if (known !== undefined) return known.producer;
    const as = (this.#lastNumber += 1);
    const say = (message: ForOrigin): void => this.#send(message);
    const made =
      ref.kind === "application" ? new MirroredChannel(ref, as, say) : new MirroredTrack(ref, as, say);
    this.#mirrors.set(as, made);
    this.#mirrorsById.set(ref.id, made);
    say({ type: "mirror", as, id: ref.id });
    return made.producer;
  }

  /** When the other thread has done what it was told until now, or is gone. */
  settle(): Promise<void> {
    if (this.#closed) return Promise.resolve();
    const turn = (this.#lastTurn += 1);
    return new Promise((resolve) => {
      this.#settling.set(turn, resolve);
      this.#send({ type: "settle", turn });
    });
  }

  post(message: ForMirror): void {
    this.#flush();
    this.#send(message);
  }

  add(record: BatchRecord): void {
    if (this.#onTheWayBytes > maxOnTheWayBytes) return;
    if (this.#batch.push(record) === 1) setImmediate(() => this.#flush());
  }

  message(as: number, text: boolean, data: Buffer): void {
    if (this.#onTheWayBytes > maxOnTheWayBytes) return this.onStalled();
    this.#onTheWayBytes += data.length;
    // A part of a larger block would take all of it along.
    const own = new Uint8Array(data);
    this.#flush();
    this.#send({ type: "message", as, text, data: own }, [own.buffer]);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#batch = [];
    this.port.close();
    for (const { end, forget } of this.#piped.values()) {
      forget();
      end.stop();
    }
    for (const { producer } of this.#mirrors.values()) producer.close();
    for (const done of this.#settling.values()) done();
    this.#settling.clear();
  }

  #send(message: LinkMessage, transferred: readonly ArrayBuffer[] = []): void {
    if (!this.#closed) this.port.postMessage(message, [...transferred]);
  }

  #flush(): void {
    if (this.#batch.length === 0) return;
    const block = encodeBatch(this.#batch);
    this.#batch = [];
    this.#onTheWayBytes += block.byteLength;
    this.#send({ type: "batch", block }, [block]);
  }

  #receive(message: LinkMessage): void {
    if (this.#closed) return;
    switch (message.type) {
      case "mirror":
        return this.#pipe(message.as, message.id);
      case "want":
        return this.#piped.get(message.as)?.end.want(message.taken);
      case "key-frame":
        return this.#piped.get(message.as)?.end.keyFrame(message.encoding);
      case "settle":
        return this.post({ type: "settled", turn: message.turn });
      case "took":
        this.#onTheWayBytes -= message.bytes;
        return;
      default:
        return this.#receiveForMirror(message);
    }
  }

  #receiveForMirror(message: ForMirror): void {
    switch (message.type) {
      case "batch":
        return this.#deliver(message.block);
      case "message": {
        const { text, data } = message;
        const mirror = this.#mirrors.get(message.as);
        const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
        if (mirror instanceof MirroredChannel) mirror.producer.receive({ text, data: bytes });
        return this.#send({ type: "took", bytes: data.length });
      }
      case "encodings":
        return this.#track(message.as)?.adopt(message.encodings);
      case "report":
        return this.#track(message.as)?.report(message);
      case "ended":
        return this.#end(message.as);
      case "settled":
        this.#settling.get(message.turn)?.();
        this.#settling.delete(message.turn);
    }
  }

  #deliver(block: ArrayBuffer): void {
    const nowMs = performance.now();
    for (const record of decodeBatch(block)) this.#track(record.track)?.record(record, nowMs);
    this.#send({ type: "took", bytes: block.byteLength });
  }

  #pipe(as: number, id: string): void {
    const producer = this.ownProducer(id);
    if (producer === undefined || producer.closed) return this.post({ type: "ended", as });
    const end = pipe(producer, as, this);
    const forget = producer.onClose(() => {
      this.#piped.delete(as);
      this.post({ type: "ended", as });
    });
    this.#piped.set(as, { end, forget });
  }

  #end(as: number): void {
    const mirror = this.#mirrors.get(as);
    if (mirror === undefined) return;
    this.#mirrors.delete(as);
    this.#mirrorsById.delete(mirror.id);
    mirror.producer.close();
  }

  #track(as: number): MirroredTrack | undefined {
    const mirror = this.#mirrors.get(as);
    return mirror instanceof MirroredTrack ? mirror : undefined;
  }
}
