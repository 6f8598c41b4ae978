import type { VNode } from "preact";

const steps = 24;

/** How loud it is, 0 to 1, as a row of small bars. */
export function LevelBar({ level, label }: { readonly level: number; readonly label: string }): VNode {
  const lit = Math.round(Math.min(1, Math.max(0, level)) * steps);
  return (
    <div
      class="level-bar"
      role="meter"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round((lit / steps) * 100)}
    >
      {Array.from({ length: steps }, (_, index) => (
        <span key={index} class={index < lit ? "level-bar__step level-bar__step--lit" : "level-bar__step"} />
      ))}
    </div>
  );
}
