import type { VNode } from "preact";

export type PresenceState = "online" | "in-call" | "offline";

/** Shape and colour: filled, barred, hollow. Decoration: the word stands beside it. */
export function PresenceDot({ state }: { readonly state: PresenceState }): VNode {
  return <span class={`presence-dot presence-dot--${state}`} aria-hidden="true" />;
}
