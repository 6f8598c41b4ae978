import type { Clock } from "../../common/clock.ts";
import type { Tone } from "../../common/contract/media.ts";
import type { Dispose } from "../../common/scope.ts";
import type { SinkSelection } from "./ports.ts";
import { toneSamples } from "./tone-samples.ts";

/** How long a stopped tone fades, so that it ends without a click. */
const fadeMs = 30;
const closeAfterMs = 200;

interface TonePlayerOptions {
  readonly createAudioContext: () => AudioContext;
  readonly clock: Clock;
}

/** Plays synthesised tones on the chosen speaker. Holds an AudioContext only while something sounds. */
export class TonePlayer {
  readonly #options: TonePlayerOptions;
  #speakerId: string | null = null;
  #ringSpeakerId: string | null = null;
  #current: { tone: Tone; context: AudioContext; stop: Dispose } | null = null;

  constructor(options: TonePlayerOptions) {
    this.#options = options;
  }

  /** Plays `tone` until told otherwise; `null` is silence. The tone that plays already goes on undisturbed. */
  ring(tone: Tone | null): void {
    if (this.#current?.tone === tone) return;
    this.#current?.stop();
    this.#current = tone === null ? null : { tone, ...this.#loop(tone) };
  }

  /** Moves what sounds, and what will, to these speakers; `null` is the system's default. */
  async setSpeakers(speakers: {
    readonly calls: string | null;
    readonly ring: string | null;
  }): Promise<void> {
    this.#speakerId = speakers.calls;
    this.#ringSpeakerId = speakers.ring;
    if (this.#current !== null) await route(this.#current.context, this.#speakerOf(this.#current.tone));
  }

  /** Only the ringtone is for somebody who does not wear the headset. */
  #speakerOf(tone: Tone): string | null {
    return tone === "ringtone" ? this.#ringSpeakerId : this.#speakerId;
  }

  /** Plays the short speaker test once; settles when it has ended. */
  async playTestTone(): Promise<void> {
    const context = this.#options.createAudioContext();
    try {
      if (this.#speakerId !== null) await route(context, this.#speakerId);
      const source = bufferSource(context, "test");
      source.connect(context.destination);
      const ended = new Promise<void>((resolve) => (source.onended = () => resolve()));
      source.start();
      await ended;
    } finally {
      await context.close();
    }
  }

  #loop(tone: Tone): { context: AudioContext; stop: Dispose } {
    const { createAudioContext, clock } = this.#options;
    const context = createAudioContext();
    const gain = context.createGain();
    gain.connect(context.destination);
    // One looped buffer instead of scheduled notes: timers of a hidden window are slow, the audio thread is not.
    const source = bufferSource(context, tone);
    source.loop = true;
    source.connect(gain);
    source.start();
    const speaker = this.#speakerOf(tone);
    if (speaker !== null) void route(context, speaker);
    const stop = () => {
      gain.gain.setTargetAtTime(0, context.currentTime, fadeMs / 3_000);
      clock.after(closeAfterMs, () => void context.close());
    };
    return { context, stop };
  }
}

function bufferSource(context: AudioContext, tone: Tone | "test"): AudioBufferSourceNode {
  const samples = toneSamples(tone, context.sampleRate);
  const buffer = context.createBuffer(1, samples.length, context.sampleRate);
  buffer.copyToChannel(samples, 0);
  const source = context.createBufferSource();
  source.buffer = buffer;
  return source;
}

async function route(context: AudioContext, id: string | null): Promise<void> {
  if (!canSelectSink(context)) return;
  try {
    await context.setSinkId(id ?? "");
  } catch (cause) {
    // Gone, not permitted, or closed meanwhile: it sounds on the default speaker, or not at all any more.
    if (!(cause instanceof DOMException)) throw cause;
    if (id !== null && context.state !== "closed") await route(context, null);
  }
}

const canSelectSink = (context: AudioContext): context is AudioContext & SinkSelection =>
  "setSinkId" in context;
