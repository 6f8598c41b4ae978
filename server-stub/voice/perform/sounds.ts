import { pace } from "../../../common/pacer.ts";
import { ringbackSource } from "../audio/ringback.ts";
import { frameMs, type AudioFrame } from "../../pstn/phone-network.ts";
import type { SpeakSentence, Verb } from "../bxml/verbs.ts";
import { ensureAnswered, next, type Outcome, type Stage } from "./stage.ts";

/** Ring tone for who is on the line; one who is not answered yet hears the network's own, and stays unanswered. */
export async function ring(verb: Extract<Verb, { verb: "Ring" }>, stage: Stage): Promise<Outcome> {
  const { call, run, world } = stage;
  if (!call.answered && !verb.answerCall) {
    call.leg?.ring();
    await run.sleep(verb.durationMs);
    return next;
  }
  if (!(await ensureAnswered(stage))) return next;
  const source = ringbackSource();
  const stop = run.add(pace(world.clock, frameMs, () => call.leg?.write(source())));
  await run.sleep(verb.durationMs);
  stop();
  return next;
}

export async function speak(verb: SpeakSentence, stage: Stage): Promise<Outcome> {
  if (!(await ensureAnswered(stage))) return next;
  const frames = await stage.world.speech.render(verb);
  await playFrames(frames, stage);
  return next;
}

/** Plays them to the call's leg. Resolves when they are over, or when `interrupted` says so by calling back. */
export async function playFrames(
  frames: readonly AudioFrame[],
  { call, run, world }: Stage,
  interrupted: (stop: () => void) => () => void = () => () => {},
): Promise<void> {
  let position = 0;
  await run.wait<true>((done) => {
    const stopListening = interrupted(() => done(true));
    const stopPlaying = pace(world.clock, frameMs, () => {
      const frame = frames[position];
      position += 1;
      if (frame === undefined) done(true);
      else call.leg?.write(frame);
    });
    return () => {
      stopListening();
      stopPlaying();
    };
  });
}
