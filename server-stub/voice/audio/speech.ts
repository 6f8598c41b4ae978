import { toneSource } from "../../pstn/tone.ts";
import { frameMs, type AudioFrame } from "../../pstn/phone-network.ts";
import type { SpeakSentence } from "../bxml/verbs.ts";

export interface Speech {
  /** The sentence as audio. Never fails: a call must not hang on a voice. */
  render(sentence: SpeakSentence): Promise<readonly AudioFrame[]>;
}

const beepFrames = 200 / frameMs;

/** Stands for words where no speech program is installed: a falling pair of tones, so that somebody hears that it speaks. */
export const beeps: Speech = {
  render: () => {
    const frames = [880, 660].flatMap((frequencyHz) =>
      Array.from({ length: beepFrames }, toneSource(frequencyHz)),
    );
    return Promise.resolve(frames);
  },
};
