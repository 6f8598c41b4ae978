import type { VNode } from "preact";
import { elsewhere, incoming } from "../../store/calls.ts";
import { text } from "../../strings/en.ts";
import { ElsewhereCard, IncomingCard } from "./incoming-card.tsx";

/** Over everything, yet it takes no focus and stops nothing: a call rings, the user decides. */
export function IncomingStack(): VNode | null {
  if (incoming.value.length + elsewhere.value.length === 0) return null;
  return (
    <section class="incoming" aria-label={text.incoming.region}>
      {incoming.value.map((call) => (
        <IncomingCard key={call.id} call={call} />
      ))}
      {elsewhere.value.map((call) => (
        <ElsewhereCard key={call.id} call={call} />
      ))}
    </section>
  );
}
