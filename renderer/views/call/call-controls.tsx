import type { VNode } from "preact";
import type { LiveCall } from "../../../common/call/call.ts";
import { hangUp, setMuted } from "../../store/actions.ts";
import { text } from "../../strings/en.ts";
import { Icon } from "../../ui/icon.tsx";

interface Props {
  readonly call: LiveCall;
  /** The dock has its words beside the icons instead of under them. */
  readonly compact?: boolean;
}

/** Always in the same order; hanging up is red and apart. */
export function CallControls({ call, compact = false }: Props): VNode {
  const { id, muted } = call;
  return (
    <div
      class={compact ? "controls controls--compact" : "controls"}
      role="group"
      aria-label={text.call.controls}
    >
      <button
        type="button"
        class="control"
        aria-pressed={muted}
        aria-keyshortcuts="Control+Shift+M Meta+Shift+M"
        onClick={() => setMuted(id, !muted)}
      >
        <span class="control__face">
          <Icon name={muted ? "mic-off" : "mic"} size={24} />
        </span>
        <span class="control__word">{muted ? text.call.muted : text.call.mute}</span>
      </button>
      <button
        type="button"
        class="control control--hang-up"
        aria-keyshortcuts="Control+Shift+D Meta+Shift+D"
        onClick={() => hangUp(id)}
      >
        <span class="control__face">
          <Icon name="phone-off" size={24} />
        </span>
        <span class="control__word">{text.call.hangUp}</span>
      </button>
    </div>
  );
}
