import type { VNode } from "preact";
import { snapshot } from "../../store/snapshot.ts";
import { text } from "../../strings/en.ts";

const barsOf = { good: 3, fair: 2, poor: 1 } as const;

/** How well the call travels: three bars with their word. Nothing while nothing is measured. */
export function QualityBars(): VNode | null {
  const quality = snapshot.value?.quality ?? null;
  if (quality === null) return null;
  const words = text.call.quality[quality.level];
  return (
    <span class={`quality quality--${quality.level}`} role="img" aria-label={words} title={words}>
      {[1, 2, 3].map((bar) => (
        <span
          key={bar}
          class={bar <= barsOf[quality.level] ? "quality__bar quality__bar--on" : "quality__bar"}
        />
      ))}
      {quality.level !== "good" && <span class="quality__word">{words}</span>}
    </span>
  );
}
