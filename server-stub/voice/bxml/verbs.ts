/** BXML as it is carried out (bandwidth.md 6.4): parsed, in milliseconds, every address absolute. */
import type { Digit } from "../../pstn/phone-network.ts";
import type { Hook } from "../hooks/hook.ts";
import type { Uui } from "./uui.ts";

export interface Script {
  readonly verbs: readonly Verb[];
}

export interface TransferTarget {
  /** E.164 or a SIP address. */
  readonly to: string;
  readonly uui?: Uui;
  readonly answer?: Hook;
  readonly disconnect?: Hook;
  readonly tag?: string;
}

export interface Transfer {
  readonly verb: "Transfer";
  readonly callerId?: string;
  readonly displayName?: string;
  readonly callTimeoutMs: number;
  readonly complete?: Hook;
  readonly tag?: string;
  /** They ring together; the first to answer wins. */
  readonly targets: readonly TransferTarget[];
}

export interface Bridge {
  readonly verb: "Bridge";
  readonly targetCallId: string;
  readonly complete?: Hook;
  readonly targetComplete?: Hook;
  readonly tag?: string;
}

export interface SpeakSentence {
  readonly verb: "SpeakSentence";
  readonly text: string;
  readonly locale?: string;
  readonly gender?: string;
}

export interface Gather {
  readonly verb: "Gather";
  readonly maxDigits: number;
  readonly terminatingDigits: string;
  readonly firstDigitTimeoutMs: number;
  readonly interDigitTimeoutMs: number;
  readonly repeatCount: number;
  readonly gather?: Hook;
  readonly tag?: string;
  readonly prompts: readonly SpeakSentence[];
}

export interface SendDtmf {
  readonly verb: "SendDtmf";
  /** Keys, and pauses in ms. */
  readonly steps: readonly (Digit | number)[];
  readonly toneMs: number;
  readonly gapMs: number;
}

export type Verb =
  | Transfer
  | Bridge
  | Gather
  | SpeakSentence
  | SendDtmf
  | { readonly verb: "StartGather"; readonly dtmf: Hook; readonly tag?: string }
  | { readonly verb: "StopGather" }
  | { readonly verb: "Pause"; readonly durationMs: number }
  | { readonly verb: "Ring"; readonly durationMs: number; readonly answerCall: boolean }
  | { readonly verb: "Redirect"; readonly redirect: Hook; readonly tag?: string }
  | { readonly verb: "Tag"; readonly tag: string }
  | { readonly verb: "Hangup" };
