import type { ComponentChildren, VNode } from "preact";
import { text } from "../../strings/en.ts";
import { BrandMark } from "../../ui/brand-mark.tsx";

/** The frame of everything before the signed-in app: the brand beside (or above) what there is to do. */
export function Entrance({ children }: { readonly children: ComponentChildren }): VNode {
  return (
    <div class="entrance">
      <div class="entrance__brand">
        <div class="entrance__name">
          <BrandMark />
          <span>{text.app}</span>
        </div>
        <svg class="entrance__art" viewBox="0 0 400 400" aria-hidden="true" focusable="false">
          {[150, 120, 90, 60].map((radius) => (
            <path
              key={radius}
              d={`M${String(200 - radius)} 290a${String(radius)} ${String(radius)} 0 0 1 ${String(radius * 2)} 0`}
            />
          ))}
          <path d="M20 330h360" />
          <circle cx="50" cy="290" r="9" />
          <circle cx="350" cy="290" r="9" />
        </svg>
        <p class="entrance__tagline">{text.tagline}</p>
      </div>
      <main class="entrance__main">{children}</main>
    </div>
  );
}
