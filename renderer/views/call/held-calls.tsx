import type { VNode } from "preact";
import type { LiveCall } from "../../../common/call/call.ts";
import { hangUp, setHeld } from "../../store/actions.ts";
import { heldCalls, stageCall } from "../../store/calls.ts";
import { text } from "../../strings/en.ts";
import { Button } from "../../ui/button.tsx";
import { IconButton } from "../../ui/icon-button.tsx";
import { RemoteAvatar } from "../shell/remote-avatar.tsx";
import { nameOf } from "../shell/remote-words.ts";

/** Calls that wait beside the one on the screen: one click swaps. */
export function HeldCalls(): VNode | null {
  const waiting = heldCalls.value.filter(({ id }) => id !== stageCall.value?.id);
  if (waiting.length === 0) return null;
  return (
    <ul class="held" aria-label={text.call.heldCalls}>
      {waiting.map((call) => (
        <Held key={call.id} call={call} />
      ))}
    </ul>
  );
}

function Held({ call }: { readonly call: LiveCall }): VNode {
  const name = nameOf(call.remote);
  return (
    <li class="held__call">
      <RemoteAvatar remote={call.remote} size="small" />
      <span class="held__text">
        <span class="held__name">{name}</span>
        <span class="held__state">{text.call.onHold}</span>
      </span>
      <Button icon="play" label={text.call.swap(name)} onPress={() => setHeld(call.id, false)}>
        {text.call.resume}
      </Button>
      <IconButton
        icon="phone-off"
        kind="held__end"
        label={text.call.hangUpHeld(name)}
        onPress={() => hangUp(call.id)}
      />
    </li>
  );
}
