import type { VNode } from "preact";
import type { LiveCall } from "../../../common/call/call.ts";
import { hangUp, setHeld, setMuted } from "../../store/actions.ts";
import { callExpanded, callPanel, type CallPanel, toggleCallPanel } from "../../store/navigation.ts";
import { can } from "../../store/snapshot.ts";
import { text } from "../../strings/en.ts";
import { ControlButton } from "../../ui/control-button.tsx";
import type { IconName } from "../../ui/icon.tsx";
import { ShareButton } from "../share/share-button.tsx";
import { VideoButton } from "../stage/video-button.tsx";
import { conversationWith } from "./call-conversation.ts";

interface Props {
  readonly call: LiveCall;
  /** The dock has its words beside the icons instead of under them, and only what is needed at once. */
  readonly compact?: boolean;
}

/** Always in the same order; hanging up is red and apart. What cannot be done now is not there. */
export function CallControls({ call, compact = false }: Props): VNode {
  const { id, muted, held } = call;
  const talking = call.phase === "connected" || call.phase === "reconnecting";
  const inRoom = call.remote.kind === "room";
  const withPhone = call.remote.kind === "phone" || call.members.some(({ party }) => party.kind === "phone");
  return (
    <div
      class={compact ? "controls controls--compact" : "controls"}
      role="group"
      aria-label={text.call.controls}
    >
      {!held && (
        <ControlButton
          icon={muted ? "mic-off" : "mic"}
          word={muted ? text.call.muted : text.call.mute}
          pressed={muted}
          shortcuts="Control+Shift+M Meta+Shift+M"
          onPress={() => setMuted(id, !muted)}
        />
      )}
      <VideoButton call={call} />
      <ShareButton call={call} />
      {talking && withPhone && !held && <PanelButton panel="keypad" icon="keypad" word={text.call.keypad} />}
      {talking && call.remote.kind !== "room" && can("hold") && (
        <ControlButton
          icon={held ? "play" : "pause"}
          word={held ? text.call.resume : text.call.hold}
          pressed={held}
          onPress={() => setHeld(id, !held)}
        />
      )}
      {talking && !compact && !held && (inRoom || can("add-to-call")) && (
        <PanelButton panel="people" icon="user-plus" word={text.call.people} />
      )}
      {talking && !compact && can("chat") && conversationWith(call.remote) !== null && (
        <PanelButton panel="chat" icon="message" word={text.call.chat} />
      )}
      {talking && !compact && call.remote.kind !== "room" && call.members.length < 3 && can("transfer") && (
        <PanelButton panel="transfer" icon="phone-forwarded" word={text.call.transfer} />
      )}
      <ControlButton
        icon="phone-off"
        word={inRoom ? text.sessions.leave : text.call.hangUp}
        danger
        shortcuts="Control+Shift+D Meta+Shift+D"
        onPress={() => hangUp(id)}
      />
    </div>
  );
}

function PanelButton(props: {
  readonly panel: CallPanel;
  readonly icon: IconName;
  readonly word: string;
}): VNode {
  const { panel, icon, word } = props;
  return (
    <ControlButton
      icon={icon}
      word={word}
      expanded={callExpanded.value && callPanel.value === panel}
      onPress={() => toggleCallPanel(panel)}
    />
  );
}
