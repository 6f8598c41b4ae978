/** A sentence for every way a call can end, seen from this client. */
import type { EndCode, EndReason } from "../../common/call/call.ts";
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
  "number-refused": (_, name) => ({
    what: `${name} cannot be reached: the phone network does not connect this number.`,
    remedy: "Check the number, then call again.",
  }),
  removed: (_, name) => ({
    what: `The host took you out of ${name}.`,
    remedy: "Ask the host to let you back in.",
  }),
  "ended-for-all": (_, name) => plain(`The host ended ${name} for everybody.`),
  failed: ({ error }): FailureText => failureText(error),
};

/** The text for one ended call; `name` is the other person's. */
export function endText(reason: EndReason, name: string): EndText {
  // TypeScript cannot see that the entry found by `reason.code` takes this very reason.
  const entry = texts[reason.code] as (reason: EndReason, name: string) => EndText;
  return entry(reason, name);
}
