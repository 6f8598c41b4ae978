import type { Digit } from "../../pstn/phone-network.ts";
import type { Gather, SendDtmf, Verb } from "../bxml/verbs.ts";
import { KeyBuffer } from "./key-buffer.ts";
import { playFrames } from "./sounds.ts";
import { ensureAnswered, follow, next, type Outcome, type Stage } from "./stage.ts";

/** Collects keys, over prompts that the first key cuts short, and tells them when there are enough (bandwidth.md 6.4). */
export async function gather(verb: Gather, stage: Stage): Promise<Outcome> {
  const { call, run } = stage;
  if (!(await ensureAnswered(stage)) || call.leg === undefined) return next;
  const keys = new KeyBuffer(call.leg, run);
  const stop = run.add(() => keys.close());
  let collected = { digits: "", terminatingDigit: "" };
  for (let round = 0; round < verb.repeatCount && run.live; round += 1) {
    await prompt(verb, keys, stage);
    collected = await collect(verb, keys, stage);
    if (collected.digits !== "" || collected.terminatingDigit !== "") break;
  }
  stop();
  return run.live ? follow(stage, verb.gather, "gather", collected) : next;
}

async function prompt(verb: Gather, keys: KeyBuffer, stage: Stage): Promise<void> {
  for (const sentence of verb.prompts) {
    if (keys.waiting || !stage.run.live) return;
    const frames = await stage.world.speech.render(sentence);
    if (keys.waiting) return;
    await playFrames(frames, stage, (stop) => keys.onKey(stop));
  }
}

async function collect(
  verb: Gather,
  keys: KeyBuffer,
  { world }: Stage,
): Promise<{ digits: string; terminatingDigit: string }> {
  let digits = "";
  while (digits.length < verb.maxDigits) {
    const patienceMs = digits === "" ? verb.firstDigitTimeoutMs : verb.interDigitTimeoutMs;
    const key = await keys.next(world.clock, patienceMs);
    if (key === null) break;
    if (verb.terminatingDigits.includes(key)) return { digits, terminatingDigit: key };
    digits += key;
  }
  return { digits, terminatingDigit: "" };
}

export async function sendDtmf(verb: SendDtmf, stage: Stage): Promise<Outcome> {
  if (!(await ensureAnswered(stage))) return next;
  const { call, run } = stage;
  for (const step of grouped(verb.steps)) {
    if (!run.live) return next;
    if (typeof step === "number") await run.sleep(step);
    else await call.leg?.sendDigits(step, { toneMs: verb.toneMs, gapMs: verb.gapMs });
  }
  return next;
}

/** Keys in a row are one order to the leg, which then keeps their gaps. */
function grouped(steps: SendDtmf["steps"]): readonly (number | Digit[])[] {
  const groups: (number | Digit[])[] = [];
  for (const step of steps) {
    const last = groups.at(-1);
    if (typeof step === "number") groups.push(step);
    else if (Array.isArray(last)) last.push(step);
    else groups.push([step]);
  }
  return groups;
}

/** From now on each key is told, also while the call is joined with another. */
export function startGather(verb: Extract<Verb, { verb: "StartGather" }>, { call }: Stage): Outcome {
  call.dtmf = verb.dtmf;
  return next;
}
