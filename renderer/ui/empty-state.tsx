import type { VNode } from "preact";
import { Icon, type IconName } from "./icon.tsx";

interface Props {
  readonly icon: IconName;
  readonly title: string;
  /** What to do about it. */
  readonly detail: string;
}

/** Where a list would be. A tab stop, because it scrolls when the text is large and the window small. */
export function EmptyState({ icon, title, detail }: Props): VNode {
  return (
    <div class="empty" tabIndex={0}>
      <Icon name={icon} size={32} />
      <p class="empty__title">{title}</p>
      <p class="empty__detail">{detail}</p>
    </div>
  );
}
