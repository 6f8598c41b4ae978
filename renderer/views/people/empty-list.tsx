import type { VNode } from "preact";
import { text } from "../../strings/en.ts";
import { EmptyState } from "../../ui/empty-state.tsx";

/** `query` is null when there is nobody at all. */
export function EmptyList({ query }: { readonly query: string | null }): VNode {
  const words = text.people;
  return query === null ? (
    <EmptyState icon="users" title={words.emptyTitle} detail={words.emptyDetail} />
  ) : (
    <EmptyState icon="search" title={words.noMatchTitle(query)} detail={words.noMatchDetail} />
  );
}
