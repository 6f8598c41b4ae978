import { samplesPerFrame, type AudioFrame } from "../phone-network.ts";

/** All in samples at 8 kHz, on the RTP timestamp circle. */
const startDelay = 2 * samplesPerFrame;
/** Beyond this delay is worse than loss. */
const longestDelay = 10 * samplesPerFrame;
const capacity = 4_096;
/** Spare time that nobody used for a whole window may go, down to this. */
const keptSpare = 2 * samplesPerFrame;
const windowPackets = 250;
const blendSamples = 40;

/** What one tick plays: a frame, a gap to be concealed, or nothing because nothing was ever sent. */
export type Played = AudioFrame | "gap" | "idle";

/**
 * Puts audio back into order and even time (RFC 3550 section 6.4.1 explains why it is neither). It works on samples by
 * RTP timestamp, so packets may be of any length. The delay adapts: a packet that comes too late makes it a frame longer
 * (inserted, as a gap), a window in which all packets came early makes it a frame shorter (dropped, blended over). That
 * also takes up the drift between the two ends' clocks.
 */
export class JitterBuffer {
  readonly #samples = new Int16Array(capacity);
  readonly #present = new Uint8Array(capacity);
  /** Timestamp of the next sample to play. */
  #next: number | undefined;
  #insert = 0;
  #window = { packets: 0, least: Infinity, most: -Infinity };
  #drop = false;
  readonly counts = { late: 0, lost: 0, inserted: 0, dropped: 0, restarts: 0 };

  put(timestamp: number, samples: Int16Array): void {
    if (samples.length === 0 || samples.length > capacity / 2) return;
    if (this.#next === undefined) this.#restart(timestamp);
    let lead = this.#leadOf(timestamp);
    // The sender's time has jumped: go on from where it is now.
    if (lead < -longestDelay || lead + samples.length > capacity) {
      this.#restart(timestamp);
      this.counts.restarts += 1;
      lead = startDelay;
    }
    this.#observe(lead);
    if (lead + samples.length <= 0) {
      this.counts.late += 1;
      return;
    }
    for (let index = Math.max(0, -lead); index < samples.length; index += 1) {
      const at = (timestamp + index) % capacity;
      this.#samples[at] = samples[index] ?? 0;
      this.#present[at] = 1;
    }
  }

  /** Each 20 ms. */
  take(): Played {
    if (this.#next === undefined) return "idle";
    if (this.#insert > 0) {
      this.#insert -= 1;
      this.counts.inserted += 1;
      return "gap";
    }
    const frame = this.#takeFrame();
    if (!this.#drop) return frame ?? "gap";
    this.#drop = false;
    this.counts.dropped += 1;
    const after = this.#takeFrame();
    if (after === undefined || frame === undefined) return frame ?? after ?? "gap";
    return blend(frame, after);
  }

  #takeFrame(): AudioFrame | undefined {
    const start = this.#next ?? 0;
    const frame = new Int16Array(samplesPerFrame);
    let found = 0;
    for (let index = 0; index < samplesPerFrame; index += 1) {
      const at = (start + index) % capacity;
      found += this.#present[at] ?? 0;
      frame[index] = this.#samples[at] ?? 0;
      this.#present[at] = 0;
    }
    this.#next = (start + samplesPerFrame) >>> 0;
    if (found === samplesPerFrame) return frame;
    this.counts.lost += 1;
    return undefined;
  }

  /** How long before it is needed a packet came; negative when it is late. */
  #leadOf(timestamp: number): number {
    return (timestamp - (this.#next ?? timestamp)) | 0;
  }

  #observe(lead: number): void {
    this.#window.packets += 1;
    this.#window.least = Math.min(this.#window.least, lead);
    this.#window.most = Math.max(this.#window.most, lead);
    const tooLate = lead < 0 && this.#insert === 0;
    if (tooLate && this.#window.most < longestDelay) {
      this.#insert = Math.ceil(-lead / samplesPerFrame);
      this.#restartWindow();
    } else if (this.#window.packets >= windowPackets) {
      this.#drop = this.#window.least > keptSpare;
      this.#restartWindow();
    }
  }

  #restartWindow(): void {
    this.#window = { packets: 0, least: Infinity, most: -Infinity };
  }

  #restart(timestamp: number): void {
    this.#next = (timestamp - startDelay) >>> 0;
    this.#insert = 0;
    this.#drop = false;
    this.#present.fill(0);
    this.#restartWindow();
  }
}

/** The second frame, beginning as the first one would have gone on. */
function blend(dropped: AudioFrame, frame: AudioFrame): AudioFrame {
  return frame.map((sample, index) => {
    const weight = Math.min(1, index / blendSamples);
    return Math.round((dropped[index] ?? 0) * (1 - weight) + sample * weight);
  });
}
