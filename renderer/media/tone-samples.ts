import type { Tone } from "../../common/contract/media.ts";

/** A sound inside a cycle: all frequencies at once, from `startS` for `lengthS`. */
interface Note {
  readonly frequenciesHz: readonly number[];
  readonly startS: number;
  readonly lengthS: number;
}

interface Cadence {
  readonly cycleS: number;
  /** Amplitude of the sum of all frequencies; 1 is full scale. */
  readonly peak: number;
  readonly notes: readonly Note[];
}

/** Long enough that an edge is no click, short enough that it is not heard as a swell. */
const edgeS = 0.015;

/** Two notes a fourth apart, in turn, for 2 s; then 4 s of rest. */
const ringtone: Cadence = {
  cycleS: 6,
  peak: 0.18,
  notes: [0, 1, 2, 3].map((index) => ({
    frequenciesHz: [index % 2 === 0 ? 587.33 : 783.99],
    startS: index * 0.5,
    lengthS: 0.42,
  })),
};

/** North American ringback: 440 + 480 Hz, 2 s on, 4 s off (ITU-T E.180, supplement 2). */
const ringback: Cadence = {
  cycleS: 6,
  peak: 0.12,
  notes: [{ frequenciesHz: [440, 480], startS: 0, lengthS: 2 }],
};

/** A soft double tick every 5 s: heard beside a voice, and not over it. */
const waiting: Cadence = {
  cycleS: 5,
  peak: 0.05,
  notes: [0, 0.25].map((startS) => ({ frequenciesHz: [587.33], startS, lengthS: 0.12 })),
};

/** One short note to find out whether the speaker works. */
const test: Cadence = {
  cycleS: 1,
  peak: 0.2,
  notes: [
    { frequenciesHz: [523.25], startS: 0, lengthS: 0.35 },
    { frequenciesHz: [659.25], startS: 0.4, lengthS: 0.5 },
  ],
};

const cadences: Record<Tone | "test", Cadence> = { ringtone, ringback, waiting, test };

/** One whole cycle of a tone; it begins and ends in silence, so that it can be looped. Samples within ±1. */
export function toneSamples(tone: Tone | "test", sampleRate: number): Float32Array<ArrayBuffer> {
  const { cycleS, peak, notes } = cadences[tone];
  const samples = new Float32Array(Math.round(cycleS * sampleRate));
  for (const note of notes) addNote(samples, sampleRate, note, peak);
  return samples;
}

function addNote(samples: Float32Array, sampleRate: number, note: Note, peak: number): void {
  const first = Math.round(note.startS * sampleRate);
  const length = Math.round(note.lengthS * sampleRate);
  for (let index = 0; index < length; index += 1) {
    const at = index / sampleRate;
    const edge = Math.min(1, at / edgeS, (note.lengthS - at) / edgeS);
    const sum = note.frequenciesHz.reduce((total, hz) => total + Math.sin(2 * Math.PI * hz * at), 0);
    samples[first + index] = (sum / note.frequenciesHz.length) * peak * edge;
  }
}
