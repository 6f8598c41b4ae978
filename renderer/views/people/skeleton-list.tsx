import type { VNode } from "preact";
import { text } from "../../strings/en.ts";

/** Rows of the right height where people will be, so that nothing jumps. */
export function SkeletonList(): VNode {
  return (
    <div class="skeleton-list" role="status" aria-label={text.people.loading}>
      {Array.from({ length: 7 }, (_, row) => (
        <div key={row} class="skeleton-row" aria-hidden="true">
          <span class="skeleton skeleton--avatar" />
          <span class="skeleton skeleton--line" />
        </div>
      ))}
    </div>
  );
}
