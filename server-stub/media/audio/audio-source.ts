import type { PublishedTrack, TrackSink } from "../published-track.ts";
import { withoutRedundancy } from "../redundant-audio.ts";
import type { MediaPacket } from "../retransmission-buffer.ts";
import { frameSamples } from "./frames.ts";
import { JitterBuffer } from "./jitter-buffer.ts";
import { SpeechDecoder } from "./speech-decoder.ts";
import { TelephoneEvents } from "./telephone-events.ts";

/** One track as 20 ms frames at 8 kHz, decoded once for all who hear it. Whoever makes it closes it. */
export class AudioSource implements TrackSink {
  #buffer = new JitterBuffer<MediaPacket>();
  #ssrc: number | undefined;
  readonly #decoder = new SpeechDecoder();
  #events: TelephoneEvents;
  /** Decoded and not yet played. */
  #ready: Int16Array = new Int16Array(0);

  constructor(
    private readonly track: PublishedTrack,
    private readonly nowMs: () => number,
    private readonly onDigit: (digit: string, durationMs: number) => void,
  ) {
    this.#events = new TelephoneEvents(onDigit);
    track.addSink(this);
  }

  forward(received: MediaPacket): void {
    const packet = withoutRedundancy(received);
    if (packet === undefined) return;
    const { header, codec, payload } = packet;
    if (header.ssrc !== this.#ssrc) {
      this.#ssrc = header.ssrc;
      this.#buffer = new JitterBuffer();
      this.#events = new TelephoneEvents(this.onDigit);
    }
    if (codec.id.startsWith("telephone-event")) {
      const event = { timestamp: header.timestamp, payload, clockRate: codec.clockRate };
      this.#events.receive(event, this.nowMs());
      this.#buffer.put(header.sequence, undefined, 0);
      return;
    }
    const ms = SpeechDecoder.durationMs(packet);
    this.#buffer.put(header.sequence, ms === 0 ? undefined : packet, ms);
  }

  senderReport(): void {
    // The mix is not synchronized with anything.
  }

  /** The next frame; undefined for silence. Call it every 20 ms. */
  pull(): Int16Array | undefined {
    this.#events.tick(this.nowMs());
    while (this.#ready.length < frameSamples) {
      const turn = this.#buffer.take();
      if (turn.type === "silence") return this.#remainder();
      const more =
        turn.type === "play" ? this.#decoder.decode(turn.packet) : this.#decoder.conceal(turn.following);
      if (more.length === 0) return this.#remainder();
      this.#ready = join(this.#ready, more);
    }
    const frame = this.#ready.subarray(0, frameSamples);
    this.#ready = this.#ready.subarray(frameSamples);
    return frame;
  }

  close(): void {
    this.track.removeSink(this);
    this.#decoder.free();
  }

  #remainder(): Int16Array | undefined {
    if (this.#ready.length === 0) return undefined;
    const frame = join(this.#ready, new Int16Array(frameSamples - this.#ready.length));
    this.#ready = new Int16Array(0);
    return frame;
  }
}

function join(one: Int16Array, other: Int16Array): Int16Array {
  if (one.length === 0) return other;
  const both = new Int16Array(one.length + other.length);
  both.set(one);
  both.set(other, one.length);
  return both;
}
