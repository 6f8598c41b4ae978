import type { VNode } from "preact";
import { isLive } from "../../../common/call/call-view.ts";
import { hangUp, setMuted, showMainWindow } from "../../store/actions.ts";
import { stageCall } from "../../store/calls.ts";
import { text } from "../../strings/en.ts";
import { IconButton } from "../../ui/icon-button.tsx";
import { CallPhase } from "../call/call-phase.tsx";
import { nameOf } from "../shell/remote-words.ts";

/** The call while the window is away: who, how long, mute, hang up, and back to the window. */
export function MiniWindow(): VNode | null {
  const call = stageCall.value;
  if (call === null || !isLive(call)) return null;
  const name = nameOf(call.remote);
  return (
    <main class="card card--mini" aria-label={text.call.label(name)}>
      <button type="button" class="card__open" title={text.call.expand(name)} onClick={showMainWindow}>
        <span class="visually-hidden">{text.call.expand(name)}: </span>
        <span class="card__name">{name}</span>
        <CallPhase call={call} />
      </button>
      <IconButton
        icon={call.muted ? "mic-off" : "mic"}
        label={call.muted ? text.call.muted : text.call.mute}
        pressed={call.muted}
        kind="card__round"
        onPress={() => setMuted(call.id, !call.muted)}
      />
      <IconButton
        icon="phone-off"
        label={text.call.hangUp}
        kind="card__round card__round--danger"
        onPress={() => hangUp(call.id)}
      />
    </main>
  );
}
