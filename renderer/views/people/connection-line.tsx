import type { VNode } from "preact";
import { retryConnection } from "../../store/actions.ts";
import { active } from "../../store/calls.ts";
import { registration } from "../../store/snapshot.ts";
import { text } from "../../strings/en.ts";
import { Icon } from "../../ui/icon.tsx";

/** One quiet line, only while nobody could ring us. */
export function ConnectionLine(): VNode {
  const state = registration.value;
  return (
    <div class="connection" role="status">
      {state !== "registered" && (
        <p class="connection__line">
          <Icon name="no-network" size={16} />
          <span>{text.connection[state][active.value === null ? "idle" : "inCall"]}</span>
          <button type="button" class="link-button" onClick={retryConnection}>
            {text.retry}
          </button>
        </p>
      )}
    </div>
  );
}
