import type { VNode } from "preact";
import type { CallIn, LiveCall } from "../../../common/call/call.ts";
import { expandCall } from "../../store/navigation.ts";
import { text } from "../../strings/en.ts";
import { RemoteAvatar } from "../shell/remote-avatar.tsx";
import { nameOf } from "../shell/remote-words.ts";
import { endText } from "../../strings/end-reasons.ts";
import { Icon } from "../../ui/icon.tsx";
import { CallControls } from "./call-controls.tsx";
import { CallPhase } from "./call-phase.tsx";
import { EndedActions } from "./ended-call.tsx";

/** The call, small, at the foot of every view but its own. */
export function CallDock({ call }: { readonly call: LiveCall | CallIn<"ended"> }): VNode {
  const name = nameOf(call.remote);
  const ended = call.phase === "ended";
  const face = (
    <>
      <RemoteAvatar remote={call.remote} size="medium" />
      <span class="dock__text">
        <span class="dock__name">{name}</span>
        {ended ? (
          <span class="dock__reason">{endText(call.reason, name, call.remote.kind).what}</span>
        ) : (
          <CallPhase call={call} />
        )}
      </span>
    </>
  );
  return (
    <aside class="dock" data-phase={call.phase} aria-label={text.call.label(name)}>
      {ended ? (
        <div class="dock__who">{face}</div>
      ) : (
        <button type="button" class="dock__who" title={text.call.expand(name)} onClick={expandCall}>
          <span class="visually-hidden">{text.call.expand(name)}: </span>
          {face}
          <Icon name="maximize" size={16} />
        </button>
      )}
      {ended ? <EndedActions call={call} /> : <CallControls call={call} compact />}
    </aside>
  );
}
