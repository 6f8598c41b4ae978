import { randomInt, randomUUID } from "node:crypto";
import { Application, createEncoder, type OpusEncoderHandle } from "libopus-wasm";
import { codecs, extensionUris, type Codec } from "../codecs.ts";
import { PublishedTrack } from "../published-track.ts";
import { audioLevel, frameMs, frameSamples, sampleRate } from "./frames.ts";

/** Telephone speech does not get better with more. */
const bitrate = 24_000;
/** Half the work of the highest for the same narrow band. */
const complexity = 5;
/** Packets carry what repairs the one before, as many losses as this. */
const packetLossPercent = 10;
/** Later than this after the last frame is a pause in the stream, not jitter. */
const pauseMs = 200;
/** RFC 6464: louder than -50 dBov is taken for speech. */
const speechLevel = 50;

/** A track that we publish ourselves: frames of 8 kHz in, Opus out. Whoever makes it closes it. */
export class SpeechTrack {
  readonly track: PublishedTrack;
  readonly #ssrc = randomInt(1, 2 ** 32);
  #sequence = randomInt(0x10000);
  #timestamp = randomInt(2 ** 32);
  #wroteMs: number | undefined;

  private constructor(
    msid: string,
    private readonly encoder: OpusEncoderHandle,
    private readonly nowMs: () => number,
  ) {
    this.track = new PublishedTrack("audio", msid, randomUUID());
  }

  static async create(msid: string, nowMs: () => number): Promise<SpeechTrack> {
    const encoder = await createEncoder({
      sampleRate,
      channels: 1,
      frameSize: frameSamples,
      application: Application.Voip,
      bitrate,
      complexity,
      fec: true,
      packetLossPercent,
    });
    return new SpeechTrack(msid, encoder, nowMs);
  }

  /** Exactly one frame of 160 samples. Encodes only while somebody takes it. */
  write(frame: Int16Array): void {
    if (this.track.closed || frame.length !== frameSamples) return;
    const marker = this.#advance();
    if (!this.track.hasSinks) return;
    this.#sequence = (this.#sequence + 1) & 0xffff;
    const level = audioLevel(frame);
    const packet = {
      header: {
        marker,
        payloadType: opus.payloadType,
        sequence: this.#sequence,
        timestamp: this.#timestamp,
        ssrc: this.#ssrc,
        headerBytes: 12,
        padded: false,
      },
      codec: opus,
      payload: Buffer.from(this.encoder.encode(frame)),
      frame: undefined,
      extensions: [
        { uri: extensionUris.audioLevel, data: Buffer.of((level < speechLevel ? 0x80 : 0) | level) },
      ],
    };
    this.track.receive(packet, this.track.encoding, this.nowMs());
  }

  close(): void {
    if (this.track.closed) return;
    this.track.close();
    this.encoder.free();
  }

  /** Moves the timestamp on. True when talk begins after a pause (RFC 3551 section 4.1). */
  #advance(): boolean {
    const nowMs = this.nowMs();
    const sinceMs = this.#wroteMs === undefined ? Infinity : nowMs - this.#wroteMs;
    this.#wroteMs = nowMs;
    const pause = sinceMs > pauseMs;
    const frames = pause && sinceMs !== Infinity ? Math.round(sinceMs / frameMs) : 1;
    this.#timestamp = (this.#timestamp + (frames * frameMs * opus.clockRate) / 1_000) >>> 0;
    return pause;
  }
}

const opus = opusCodec();

function opusCodec(): Codec {
  const found = codecs.find(({ id }) => id === "opus");
  if (found === undefined) throw new Error("the engine does not know Opus");
  return found;
}
