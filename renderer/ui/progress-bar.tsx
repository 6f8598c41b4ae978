import type { VNode } from "preact";

/** How much of something is done. */
export function ProgressBar({ percent, label }: { readonly percent: number; readonly label: string }): VNode {
  return <progress class="progress-bar" aria-label={label} max={100} value={percent} />;
}
