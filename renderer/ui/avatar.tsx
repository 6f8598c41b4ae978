import type { VNode } from "preact";
import { Icon } from "./icon.tsx";
import { PresenceDot, type PresenceState } from "./presence-dot.tsx";

const hues = 8;

interface Props {
  /** Decides the colour; stays the same when the name changes. */
  readonly id: string;
  readonly name: string;
  readonly size: "small" | "medium" | "large" | "huge";
  readonly presence?: PresenceState;
}

const iconSize = { small: 16, medium: 18, large: 24, huge: 32 } as const;

/** Initials, or a telephone for a bare number, on a colour of their own. Decoration: the name stands beside it. */
export function Avatar({ id, name, size, presence }: Props): VNode {
  return (
    <span class={`avatar avatar--${size} avatar--hue-${String(hueOf(id))}`} aria-hidden="true">
      <span class="avatar__initials">
        {/\p{L}/u.test(name) ? initialsOf(name) : <Icon name="phone" size={iconSize[size]} />}
      </span>
      {presence !== undefined && <PresenceDot state={presence} />}
    </span>
  );
}

/** First letters of the first and the last word; by grapheme, so that no letter is cut in two. */
export function initialsOf(name: string): string {
  const words = name.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word));
  const ends = words.length > 1 ? [words[0], words.at(-1)] : words;
  return ends
    .map((word) => firstGrapheme(word ?? ""))
    .join("")
    .toLocaleUpperCase();
}

const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });

function firstGrapheme(word: string): string {
  const bare = word.replace(/^[^\p{L}\p{N}]+/u, "");
  const [first] = graphemes.segment(bare);
  return first?.segment ?? "";
}

function hueOf(id: string): number {
  let sum = 0;
  for (const letter of id) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 9_973;
  return sum % hues;
}
