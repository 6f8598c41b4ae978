import { isMissed } from "../../../common/call/call-view.ts";
import type { Recent } from "../../../common/contract/state.ts";
import { text } from "../../strings/en.ts";
import { notReachedWord } from "../../strings/end-reasons.ts";
import { inWords } from "../../strings/format.ts";
import type { IconName } from "../../ui/icon.tsx";

export interface Outcome {
  readonly icon: IconName;
  readonly words: string;
  readonly missed: boolean;
}

/** How a call came out, in a word and an icon. */
export function outcomeOf(recent: Recent): Outcome {
  const { direction, connectedAt, endedAt, reason } = recent;
  if (isMissed(recent)) return { icon: "phone-missed", words: text.recents.missedCall, missed: true };
  const icon = direction === "outbound" ? "phone-outgoing" : "phone-incoming";
  if (reason.code === "answered-elsewhere") return { icon, words: text.recents.elsewhere, missed: false };
  if (connectedAt !== null) {
    return { icon, words: text.recents.talked(inWords(endedAt - connectedAt)), missed: false };
  }
  const words = direction === "outbound" ? notReachedWord(reason) : text.recents.incoming;
  return { icon, words, missed: false };
}
