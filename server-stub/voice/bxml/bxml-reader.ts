import { err, ok, type Result } from "../../../common/result.ts";
import { ElementReader } from "./element-reader.ts";
import { readGather, readSendDtmf, readSpeakSentence } from "./dialog-verbs.ts";
import { readBridge, readTransfer } from "./joining-verbs.ts";
import type { Script, Verb } from "./verbs.ts";
import { parseXml, type XmlElement } from "./xml-element.ts";

const pauseSeconds = { min: 0.1, max: 86_400, otherwise: 1 };
const ringSeconds = { min: 0.1, max: 86_400, otherwise: 5 };
const longestTag = 4_096;

type VerbReader = (reader: ElementReader) => Verb;

const readers: Readonly<Record<string, VerbReader>> = {
  Transfer: readTransfer,
  Bridge: readBridge,
  Gather: readGather,
  SpeakSentence: readSpeakSentence,
  SendDtmf: readSendDtmf,
  StartGather: (reader) => ({ verb: "StartGather", dtmf: reader.requiredHook("dtmf"), ...tagOf(reader) }),
  StopGather: () => ({ verb: "StopGather" }),
  Pause: (reader) => ({ verb: "Pause", durationMs: reader.milliseconds("duration", pauseSeconds) }),
  Ring: (reader) => ({
    verb: "Ring",
    durationMs: reader.milliseconds("duration", ringSeconds),
    answerCall: reader.flag("answerCall", true),
  }),
  Redirect: (reader) => ({ verb: "Redirect", redirect: reader.requiredHook("redirect"), ...tagOf(reader) }),
  Tag: (reader) => {
    if (reader.content.length > longestTag) reader.fail(`has more than ${longestTag} characters`);
    return { verb: "Tag", tag: reader.content };
  },
  Hangup: () => ({ verb: "Hangup" }),
};

/** Verbs of the published BXML that this server does not carry out; the sentence says that it is us, not the document. */
const unsupported = new Set([
  "Conference",
  "Forward",
  "PlayAudio",
  "Record",
  "StartRecording",
  "PauseRecording",
  "ResumeRecording",
  "StopRecording",
  "StartStream",
  "StopStream",
  "StartTranscription",
  "StopTranscription",
  "Connect",
  "CustomParam",
]);

/** Reads a BXML document that was served by `baseUrl`. The error says what is wrong with it, for a log and `errorMessage`. */
export function readBxml(text: string, baseUrl: URL): Result<Script, string> {
  const root = parseXml(text);
  if (!root.ok) return root;
  if (root.value.name !== "Response" && root.value.name !== "Bxml")
    return err("the root element is not Response");
  const verbs: Verb[] = [];
  for (const element of root.value.children) {
    const verb = readVerb(element, baseUrl);
    if (!verb.ok) return verb;
    verbs.push(verb.value);
  }
  return ok({ verbs });
}

function readVerb(element: XmlElement, baseUrl: URL): Result<Verb, string> {
  if (unsupported.has(element.name)) return err(`${element.name} is not supported by this server`);
  const read = Object.hasOwn(readers, element.name) ? readers[element.name] : undefined;
  if (read === undefined) return err(`${element.name.slice(0, 40)} is not a verb`);
  const reader = new ElementReader(element, baseUrl);
  const verb = read(reader);
  return reader.problem === undefined ? ok(verb) : err(reader.problem);
}

function tagOf(reader: ElementReader): { tag?: string } {
  const tag = reader.text("tag");
  return tag === undefined ? {} : { tag };
}
