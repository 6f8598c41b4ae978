import type { VNode } from "preact";
import { text } from "../../strings/en.ts";
import { Icon } from "../../ui/icon.tsx";

/** `query` is null when there is nobody at all. */
export function EmptyList({ query }: { readonly query: string | null }): VNode {
  const title = query === null ? text.people.emptyTitle : text.people.noMatchTitle(query);
  return (
    // A tab stop, because it scrolls when the text is large and the window small.
    <div class="empty" tabIndex={0}>
      <Icon name={query === null ? "users" : "search"} size={32} />
      <p class="empty__title">{title}</p>
      <p class="empty__detail">{query === null ? text.people.emptyDetail : text.people.noMatchDetail}</p>
    </div>
  );
}
