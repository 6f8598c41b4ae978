import type { VNode } from "preact";
import type { LiveCall } from "../../../common/call/call.ts";
import { talkingTime } from "../../store/talking-time.ts";
import { text } from "../../strings/en.ts";
import { timer } from "../../strings/format.ts";

/** The timer while people talk, otherwise the phase in words. Not read out: the announcer tells what matters. */
export function CallPhase({ call }: { readonly call: LiveCall }): VNode {
  const ms = talkingTime.value;
  if (call.held) return <span class="call-phase call-phase--held">{text.call.onHold}</span>;
  if (call.phase === "connected" && ms !== null) {
    return (
      <span class="call-phase call-phase--connected" role="timer" aria-live="off">
        {timer(ms)}
      </span>
    );
  }
  return <span class={`call-phase call-phase--${call.phase}`}>{text.call.phase[call.phase]}</span>;
}
