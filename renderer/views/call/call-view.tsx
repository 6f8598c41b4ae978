import type { VNode } from "preact";
import type { CallIn, LiveCall } from "../../../common/call/call.ts";
import { callPanel, minimizeCall } from "../../store/navigation.ts";
import { text } from "../../strings/en.ts";
import { Icon } from "../../ui/icon.tsx";
import { IconButton } from "../../ui/icon-button.tsx";
import { useFocusIfLost } from "../../ui/use-focus-if-lost.ts";
import { RemoteAvatar } from "../shell/remote-avatar.tsx";
import { nameOf, wayOf } from "../shell/remote-words.ts";
import { Stage } from "../stage/stage.tsx";
import { stageOf } from "../stage/stage-layout.ts";
import { CallControls } from "./call-controls.tsx";
import { CallPanels } from "./call-panels.tsx";
import { CallPhase } from "./call-phase.tsx";
import { EndedCall } from "./ended-call.tsx";
import { HeldCalls } from "./held-calls.tsx";
import { QualityBars } from "./quality-bars.tsx";

/** The call, large: who, how it stands, and what can be done. Stays after the end until it was read. */
export function CallView({ call }: { readonly call: LiveCall | CallIn<"ended"> }): VNode {
  const heading = useFocusIfLost<HTMLHeadingElement>(`${call.id} ${call.phase}`);
  const name = nameOf(call.remote);
  const ended = call.phase === "ended";
  const panel = ended ? null : callPanel.value;
  return (
    <section
      class="call"
      data-phase={call.phase}
      data-panel={panel ?? undefined}
      data-stage={!ended && stageOf(call) !== null}
      aria-label={text.call.label(name)}
    >
      {!ended && (
        <div class="call__corner">
          <QualityBars />
          <IconButton icon="minimize" label={text.call.minimize} onPress={minimizeCall} />
        </div>
      )}
      <HeldCalls />
      <div class="call__who">
        <span class="hero">
          <RemoteAvatar remote={call.remote} size="huge" />
        </span>
        <h2 class="call__name" tabIndex={-1} ref={heading}>
          {name}
        </h2>
        {ended ? <EndedCall call={call} /> : <LiveState call={call} />}
      </div>
      {!ended && <Stage call={call} />}
      {!ended && <CallPanels key={panel} call={call} />}
      {!ended && <CallControls call={call} />}
    </section>
  );
}

function LiveState({ call }: { readonly call: LiveCall }): VNode {
  const way = wayOf(call);
  return (
    <>
      {way !== null && <p class="call__note">{way}</p>}
      <p class="call__phase">
        <CallPhase call={call} />
      </p>
      {call.phase === "reconnecting" && <p class="call__note">{text.call.reconnectingDetail}</p>}
      {call.heldByThem && !call.held && (
        <p class="call__state">
          <Icon name="pause" size={16} />
          {text.call.heldByThem(nameOf(call.remote))}
        </p>
      )}
      {call.muted && !call.held && (
        <p class="call__state">
          <Icon name="mic-off" size={16} />
          {text.call.microphoneOff}
        </p>
      )}
    </>
  );
}
