import { spawn } from "node:child_process";
import type { Clock } from "../../../common/clock.ts";
import { err, ok, type Result } from "../../../common/result.ts";
import { TaskQueue } from "../../../common/task-queue.ts";
import type { Log } from "../../log.ts";
import type { AudioFrame } from "../../pstn/phone-network.ts";
import type { SpeakSentence } from "../bxml/verbs.ts";
import { beeps, type Speech } from "./speech.ts";
import { telephoneFrames } from "./telephone-frames.ts";
import { readWav } from "./wav.ts";

export interface EspeakOptions {
  readonly clock: Clock;
  readonly log: Log;
  /** `espeak-ng` on the search path when absent. */
  readonly program?: string;
}

/** A sentence of the greatest length spoken slowly is less than this. */
const mostBytes = 24 * 1024 * 1024;
const patienceMs = 10_000;

/** Speaks with espeak-ng, one sentence at a time. Without it, and whenever it fails, two tones stand for the words. */
export function createEspeak({ clock, log, program = "espeak-ng" }: EspeakOptions): Speech {
  const queue = new TaskQueue();
  const speak = async (sentence: SpeakSentence): Promise<readonly AudioFrame[]> => {
    const wav = await run(program, sentence, clock);
    const pcm = wav.ok ? readWav(wav.value) : wav;
    if (pcm.ok) return telephoneFrames(pcm.value);
    log("warn", "nothing to speak with, tones instead of words", { because: pcm.error });
    return beeps.render(sentence);
  };
  return { render: (sentence) => queue.run(() => speak(sentence)) };
}

/** The text goes to standard input, never into an argument, and no shell sees any of it. */
function run(program: string, sentence: SpeakSentence, clock: Clock): Promise<Result<Buffer, string>> {
  return new Promise((resolve) => {
    const child = spawn(program, ["--stdin", "--stdout", "-v", voiceOf(sentence)], {
      stdio: ["pipe", "pipe", "ignore"],
    });
    const parts: Buffer[] = [];
    let length = 0;
    const settle = (result: Result<Buffer, string>): void => {
      cancel();
      child.kill("SIGKILL");
      resolve(result);
    };
    const cancel = clock.after(patienceMs, () => settle(err("it took too long")));
    child.on("error", (error) => settle(err(error.message)));
    child.on("close", (code) => settle(code === 0 ? ok(Buffer.concat(parts)) : err(`it ended with ${code}`)));
    child.stdout.on("data", (part: Buffer) => {
      length += part.length;
      if (length > mostBytes) settle(err("it said too much"));
      else parts.push(part);
    });
    // It may be gone before it has read everything; then its end says so.
    child.stdin.on("error", () => {});
    child.stdin.end(sentence.text);
  });
}

/** Voices by language; what has no entry of its own is spoken by the language's common voice. */
const regional: Readonly<Record<string, string>> = {
  en: "en-us",
  en_us: "en-us",
  en_gb: "en-gb",
  en_uk: "en-gb",
  es_mx: "es-419",
  fr: "fr-fr",
  pt_br: "pt-br",
  zh: "cmn",
};
const languages = new Set([
  "cs",
  "da",
  "de",
  "el",
  "es",
  "fi",
  "hu",
  "it",
  "nl",
  "pl",
  "pt",
  "ro",
  "ru",
  "sv",
  "tr",
]);

/** Out of a fixed set: the locale is a stranger's text. */
function voiceOf({ locale = "en_US", gender }: SpeakSentence): string {
  const wanted = locale.toLowerCase().replace("-", "_");
  const [language = ""] = wanted.split("_");
  const own = Object.hasOwn(regional, wanted) ? regional[wanted] : undefined;
  const common = Object.hasOwn(regional, language) ? regional[language] : undefined;
  const voice = own ?? common ?? (languages.has(language) ? language : "en-us");
  return `${voice}${gender?.toLowerCase() === "female" ? "+f3" : ""}`;
}
