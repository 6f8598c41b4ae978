import type { VNode } from "preact";

/** The product's sign: two ends, and the line between them above the desk. */
export function BrandMark(): VNode {
  return (
    <svg class="brand-mark" viewBox="0 0 48 48" aria-hidden="true" focusable="false">
      <rect class="brand-mark__tile" width="48" height="48" rx="13" />
      <path class="brand-mark__line" d="M13.5 26.5C13.5 16 34.5 16 34.5 26.5" />
      <circle class="brand-mark__end" cx="13.5" cy="27" r="4.25" />
      <circle class="brand-mark__end" cx="34.5" cy="27" r="4.25" />
      <path class="brand-mark__desk" d="M11 36.5h26" />
    </svg>
  );
}
