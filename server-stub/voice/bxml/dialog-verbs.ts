import type { Digit } from "../../pstn/phone-network.ts";
import type { ElementReader } from "./element-reader.ts";
import type { Gather, SendDtmf, SpeakSentence } from "./verbs.ts";

const longestSentence = 3_000;
const longestDtmf = 50;
/** Half a second for a comma or `w`, a whole one for `W` (bandwidth.md 6.4). */
const dtmfPauses: Readonly<Record<string, number>> = { ",": 500, w: 500, W: 1_000 };

export function readSpeakSentence(reader: ElementReader): SpeakSentence {
  reader.ignore("voice");
  const [locale, gender] = [reader.text("locale"), reader.text("gender")];
  const text = reader.content.replace(/\s+/g, " ");
  if (text.length > longestSentence) reader.fail(`has more than ${longestSentence} characters`);
  return {
    verb: "SpeakSentence",
    text,
    ...(locale === undefined ? {} : { locale }),
    ...(gender === undefined ? {} : { gender }),
  };
}

export function readGather(reader: ElementReader): Gather {
  const gather = reader.hook("gather");
  const tag = reader.text("tag");
  return {
    verb: "Gather",
    maxDigits: reader.integer("maxDigits", { min: 1, max: 50, otherwise: 50 }),
    terminatingDigits: readTerminatingDigits(reader),
    firstDigitTimeoutMs: reader.milliseconds("firstDigitTimeout", { min: 0, max: 60, otherwise: 5 }),
    interDigitTimeoutMs: reader.milliseconds("interDigitTimeout", { min: 1, max: 60, otherwise: 5 }),
    repeatCount: reader.integer("repeatCount", { min: 1, max: 25, otherwise: 1 }),
    ...(gather === undefined ? {} : { gather }),
    ...(tag === undefined ? {} : { tag }),
    prompts: readPrompts(reader),
  };
}

function readTerminatingDigits(reader: ElementReader): string {
  const digits = reader.text("terminatingDigits") ?? "";
  if (!/^[0-9*#A-Da-d]*$/.test(digits)) reader.fail("needs keys as terminatingDigits");
  return digits.toUpperCase();
}

function readPrompts(reader: ElementReader): SpeakSentence[] {
  const prompts: SpeakSentence[] = [];
  for (const child of reader.children) {
    if (child.name !== "SpeakSentence") reader.fail(`cannot hold ${child.name.slice(0, 40)} on this server`);
    const inner = reader.inner(child);
    prompts.push(readSpeakSentence(inner));
    if (inner.problem !== undefined) reader.fail(`holds a wrong element: ${inner.problem}`);
  }
  return prompts;
}

export function readSendDtmf(reader: ElementReader): SendDtmf {
  const range = { min: 50, max: 5_000 };
  const keys = [...reader.content];
  if (keys.length === 0 || keys.length > longestDtmf) reader.fail(`needs 1 to ${longestDtmf} keys`);
  const steps = keys.map((key) => dtmfPauses[key] ?? readDigit(key));
  if (steps.includes(undefined)) reader.fail("has something that is neither a key nor a pause");
  return {
    verb: "SendDtmf",
    steps: steps.filter((step) => step !== undefined),
    toneMs: reader.integer("toneDuration", { ...range, otherwise: 200 }),
    gapMs: reader.integer("toneInterval", { ...range, otherwise: 400 }),
  };
}

/** A key in either case; undefined for anything else. */
export function readDigit(text: string): Digit | undefined {
  const key = text.toUpperCase();
  return /^[0-9*#A-D]$/.test(key) ? (key as Digit) : undefined;
}
