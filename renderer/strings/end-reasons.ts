/** A sentence for every way a call can end, seen from this client. */
import type { EndCode, EndReason, Remote } from "../../common/call/call.ts";
import { type FailureText, failureText } from "./failures.ts";
import { inWords } from "./format.ts";

type ReasonOf<C extends EndCode> = Extract<EndReason, { code: C }>;
type EndTexts = { readonly [C in EndCode]: (reason: ReasonOf<C>, name: string) => EndText };

/** `remedy` is null where nothing needs to be done. */
export interface EndText {
  readonly what: string;
  readonly remedy: string | null;
}

const plain = (what: string): EndText => ({ what, remedy: null });

const texts: EndTexts = {
  "hung-up": ({ by }, name) => plain(by === "us" ? "You hung up." : `${name} hung up.`),
  declined: ({ by }, name) => plain(by === "us" ? "You declined the call." : `${name} declined the call.`),
  cancelled: ({ by }, name) =>
    plain(by === "us" ? "You cancelled the call." : `You missed a call from ${name}.`),
  "no-answer": ({ afterMs }, name) => ({
    what: `${name} did not answer within ${inWords(afterMs)}.`,
    remedy: "Try again later.",
  }),
  busy: (_, name) => ({
    what: `${name} is in another call.`,
    remedy: "Try again in a few minutes.",
  }),
  offline: (_, name) => ({
    what: `${name} is not signed in, so the call could not ring.`,
    remedy: "Try again when they are available.",
  }),
  "answered-elsewhere": () => plain("You answered on another device."),
  "declined-elsewhere": () => plain("You declined on another device."),
  merged: (_, name) => plain(`You and ${name} called each other, so both calls became one.`),
  lost: ({ by }, name) => ({
    what: by === "us" ? "Your connection was lost." : `${name}'s connection was lost.`,
    remedy: by === "us" ? "Check your network, then call again." : "Call again in a moment.",
  }),
  "signed-out": () => plain("The call ended because you signed out."),
  transferred: (_, name) => plain(`You passed the call with ${name} on.`),
  "number-unknown": (_, name) => ({
    what: `${name} cannot be called: nobody has this number.`,
    remedy: "Check the number, then call again.",
  }),
  "number-refused": (_, name) => ({
    what: `${name} cannot be called: the phone network does not connect this number.`,
    remedy: "Check the number. If it is right, ask your administrator whether it may be called.",
  }),
  unreachable: (_, name) => ({
    what: `${name} cannot be reached at the moment.`,
    remedy: "Try again later.",
  }),
  removed: (_, name) => ({
    what: `The host took you out of ${name}.`,
    remedy: "Ask somebody in it to invite you back.",
  }),
  "ended-for-all": (_, name) => plain(`The host ended ${name} for everybody.`),
  failed: ({ error }): FailureText => failureText(error),
};

/** Behind a number is a telephone line: whether a person, and what that person did, is not known. */
const phoneTexts: Partial<EndTexts> = {
  declined: (reason, name) =>
    reason.by === "us"
      ? texts.declined(reason, name)
      : { what: `${name} did not take the call.`, remedy: "Check the number, or try again later." },
  "no-answer": ({ afterMs }, name) => ({
    what: `Nobody answered at ${name} within ${inWords(afterMs)}.`,
    remedy: "Try again later.",
  }),
  busy: (_, name) => ({ what: `${name} is busy.`, remedy: "Try again in a few minutes." }),
  lost: (reason, name) =>
    reason.by === "us"
      ? texts.lost(reason, name)
      : { what: `The connection to ${name} was lost.`, remedy: "Call again in a moment." },
};

/** The text for one ended call; `name` is what the other end is called. */
export function endText(reason: EndReason, name: string, kind: Remote["kind"]): EndText {
  const own = kind === "phone" ? phoneTexts[reason.code] : undefined;
  // TypeScript cannot see that the entry found by `reason.code` takes this very reason.
  const entry = (own ?? texts[reason.code]) as (reason: EndReason, name: string) => EndText;
  return entry(reason, name);
}

/** Why somebody whom we called was not reached, in a word or two for a list. */
export function notReachedWord(reason: EndReason): string {
  switch (reason.code) {
    case "busy":
      return "Busy";
    case "declined":
      return "Declined";
    case "no-answer":
      return "No answer";
    case "cancelled":
      return "Cancelled";
    case "number-unknown":
      return "No such number";
    default:
      return "Not reached";
  }
}
