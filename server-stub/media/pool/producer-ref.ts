import type { MediaKind, Producer } from "../media-engine.ts";
import { ChannelProducer } from "../channel-producer.ts";
import { PublishedTrack } from "../published-track.ts";

/** Threads of one pool, in the order of their start: the main thread is 0. A number is used once. */
export type ThreadNumber = number;
export const mainThread: ThreadNumber = 0;

export type LocalProducer = PublishedTrack | ChannelProducer;

/** A producer as threads tell each other of it. */
export type ProducerRef = {
  /** Where it is received. */
  readonly home: ThreadNumber;
  readonly id: string;
  readonly msid: string;
} & (
  | { readonly kind: MediaKind; readonly cname: string; readonly rids: readonly string[] }
  | { readonly kind: "application"; readonly label: string }
);

export function refTo(producer: LocalProducer, home: ThreadNumber): ProducerRef {
  const { id, msid } = producer;
  if (producer instanceof ChannelProducer)
    return { home, id, msid, kind: "application", label: producer.label };
  return { home, id, msid, kind: producer.kind, cname: producer.cname, rids: producer.rids };
}

/** Producers of an engine in this thread are of these two classes; anything else is a bug of the caller. */
export function localProducer(producer: Producer): LocalProducer {
  if (producer instanceof PublishedTrack || producer instanceof ChannelProducer) return producer;
  throw new Error("this producer was not made by an engine of this thread");
}
