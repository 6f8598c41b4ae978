import type { VNode } from "preact";
import type { Call } from "../../../common/call/call.ts";
import { unreachable } from "../../../common/result.ts";
import { incoming, stageCall } from "../../store/calls.ts";
import { text } from "../../strings/en.ts";
import { endText } from "../../strings/end-reasons.ts";
import { nameOf } from "./remote-words.ts";

/** What a screen reader is told: who calls at once, phases and mute in their turn; never the timer. */
export function Announcer(): VNode {
  const call = stageCall.value;
  const muted = call !== null && call.phase !== "ended" && call.muted;
  return (
    <div class="visually-hidden">
      <p aria-live="assertive">
        {incoming.value.map(({ remote }) => text.announce.incoming(nameOf(remote))).join(". ")}
      </p>
      <p aria-live="polite">{call === null ? "" : phaseWords(call)}</p>
      <p aria-live="polite">{muted ? text.announce.muted : ""}</p>
    </div>
  );
}

function phaseWords(call: Call): string {
  const name = nameOf(call.remote);
  switch (call.phase) {
    case "trying":
      return text.announce.calling(name);
    case "ringing":
      return text.announce.ringing(name);
    case "connecting":
      return text.announce.connecting(name);
    case "connected":
      return text.announce.connected(name);
    case "reconnecting":
      return text.announce.reconnecting(name);
    case "ended":
      return endText(call.reason, name, call.remote.kind).what;
    default:
      return unreachable(call);
  }
}
