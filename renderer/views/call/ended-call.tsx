import type { VNode } from "preact";
import type { CallIn, EndReason } from "../../../common/call/call.ts";
import { talkingMs } from "../../../common/call/call-view.ts";
import { targetOf } from "../../../common/call/remote.ts";
import { dismissCall, openSettings, placeCall, placing } from "../../store/actions.ts";
import { text } from "../../strings/en.ts";
import { endText } from "../../strings/end-reasons.ts";
import { timer } from "../../strings/format.ts";
import { nameOf } from "../shell/remote-words.ts";
import { Button } from "../../ui/button.tsx";

/** Why it ended, how long it was, and the likely next thing to do. */
export function EndedCall({ call }: { readonly call: CallIn<"ended"> }): VNode {
  const { what, remedy } = endText(call.reason, nameOf(call.remote), call.remote.kind);
  const talked = talkingMs(call, call.endedAt);
  return (
    <>
      <p class="call__reason">{what}</p>
      {remedy !== null && <p class="call__note">{remedy}</p>}
      {talked !== null && <p class="call__note call__note--time">{text.call.lasted(timer(talked))}</p>}
      <EndedActions call={call} />
    </>
  );
}

/** Also in the dock. */
export function EndedActions({ call }: { readonly call: CallIn<"ended"> }): VNode {
  const { id, direction, remote, reason } = call;
  const target = targetOf(remote);
  return (
    <div class="call__next">
      {target !== null && (
        <Button kind="primary" icon="phone" busy={placing.value} onPress={() => void placeCall(target)}>
          {direction === "outbound" ? text.call.again : text.call.back}
        </Button>
      )}
      {aboutMicrophone(reason) && <Button onPress={openSettings}>{text.call.soundSettings}</Button>}
      <Button onPress={() => dismissCall(id)}>{text.close}</Button>
    </div>
  );
}

function aboutMicrophone(reason: EndReason): boolean {
  return reason.code === "failed" && reason.error.code.startsWith("microphone-");
}
