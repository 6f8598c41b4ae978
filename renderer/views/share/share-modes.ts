import type { ShareMode } from "../../../common/contract/media.ts";

/** The two ways to share, as a choice, in the words of the place. */
export const shareModes = (words: Readonly<Record<ShareMode, string>>) =>
  [
    { value: "text", label: words.text, icon: "text" },
    { value: "motion", label: words.motion, icon: "film" },
  ] as const;
