import { createDecoder, type OpusDecoderHandle } from "libopus-wasm";
import type { MediaPacket } from "../retransmission-buffer.ts";
import { frameSamples, sampleRate } from "./frames.ts";
import { decodePcmu } from "./pcmu.ts";

/** Longest packet of RFC 6716 section 3.2.5, in samples. */
const maxSamples = (sampleRate * 120) / 1_000;
/** What a made-up repetition of PCMU keeps of its predecessor's loudness. */
const fading = 0.6;
const nothing = new Int16Array(0);

/** Turns the packets of one stream into linear PCM at 8 kHz. Its owner frees it. */
export class SpeechDecoder {
  #opus: OpusDecoderHandle | undefined;
  #freed = false;
  /** Length of the last packet, for what is made up. */
  #samples = frameSamples;
  #last: { readonly codec: string; samples: Int16Array } = { codec: "pcmu", samples: nothing };

  constructor() {
    // Until it is there, a few milliseconds in the life of a process, Opus is silence.
    void createDecoder({ sampleRate, channels: 1, maxFrameSize: maxSamples }).then((opus) => {
      if (this.#freed) opus.free();
      else this.#opus = opus;
    });
  }

  /** How long a packet lasts, in ms; 0 when it is not audio that we can decode. */
  static durationMs({ codec, payload }: MediaPacket): number {
    if (codec.id === "pcmu") return payload.length / (sampleRate / 1_000);
    return codec.id === "opus" ? opusDurationMs(payload) : 0;
  }

  decode({ codec, payload }: MediaPacket): Int16Array {
    const samples =
      codec.id === "pcmu" ? decodePcmu(payload) : this.#decodeOpus((opus) => opus.decode(payload));
    if (samples.length > 0) this.#samples = samples.length;
    this.#last = { codec: codec.id, samples };
    return samples;
  }

  /** Something in place of a missing packet; `following` is the one after it, if it is there. */
  conceal(following: MediaPacket | undefined): Int16Array {
    if (this.#last.codec === "pcmu") {
      this.#last.samples = this.#last.samples.map((sample) => sample * fading);
      return this.#last.samples;
    }
    const frameSize = this.#samples;
    return this.#decodeOpus((opus) =>
      following?.codec.id === "opus"
        ? opus.decode(following.payload, { decodeFec: true, frameSize })
        : opus.decodePacketLoss(frameSize),
    );
  }

  free(): void {
    this.#freed = true;
    this.#opus?.free();
    this.#opus = undefined;
  }

  /** A packet that is not Opus is worth as much as one that was lost on the way. */
  #decodeOpus(decode: (opus: OpusDecoderHandle) => Int16Array): Int16Array {
    if (this.#opus === undefined) return nothing;
    try {
      return decode(this.#opus);
    } catch {
      return nothing;
    }
  }
}

/** From the first bytes of the packet (RFC 6716 section 3.1). */
function opusDurationMs(payload: Buffer): number {
  const [toc = 0, second = 0] = payload;
  if (payload.length === 0) return 0;
  const config = toc >> 3;
  const frameMs =
    config < 12
      ? ([10, 20, 40, 60][config & 3] ?? 0)
      : config < 16
        ? ([10, 20][config & 1] ?? 0)
        : ([2.5, 5, 10, 20][config & 3] ?? 0);
  const frames = (toc & 3) === 0 ? 1 : (toc & 3) < 3 ? 2 : second & 0x3f;
  return Math.min(frameMs * frames, 120);
}
