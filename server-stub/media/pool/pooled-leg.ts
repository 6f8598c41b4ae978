import type { Dispose } from "../../../common/scope.ts";
import type { AudioLeg, Producer } from "../media-engine.ts";
import type { ProducerExchange } from "./exchange.ts";
import { localProducer, type ProducerRef } from "./producer-ref.ts";
import { PooledProducer, refOf } from "./pooled-transports.ts";

/** A phone line is mixed in the main thread, where its frames are; what it hears of workers is mirrored there. */
export class PooledLeg implements AudioLeg {
  readonly producer: Producer;

  constructor(
    private readonly leg: AudioLeg,
    private readonly exchange: ProducerExchange,
    private readonly link: (ref: ProducerRef) => void,
  ) {
    this.producer = new PooledProducer(exchange.publish(localProducer(leg.producer)));
  }

  write(frame: Int16Array): void {
    this.leg.write(frame);
  }

  hear(producers: readonly Producer[]): void {
    const refs = producers.map(refOf).filter(({ kind }) => kind === "audio");
    for (const ref of refs) this.link(ref);
    this.leg.hear(refs.flatMap((ref) => this.exchange.resolve(ref) ?? []));
  }

  onFrame(listener: (frame: Int16Array) => void): Dispose {
    return this.leg.onFrame(listener);
  }

  onDigit(listener: (digit: string, durationMs: number) => void): Dispose {
    return this.leg.onDigit(listener);
  }

  close(): void {
    this.leg.close();
  }
}
