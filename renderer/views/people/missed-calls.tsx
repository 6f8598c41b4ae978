import type { VNode } from "preact";
import type { CallIn } from "../../../common/call/call.ts";
import { targetOf } from "../../../common/call/remote.ts";
import { dismissCall, placeCall } from "../../store/actions.ts";
import { active, missed } from "../../store/calls.ts";
import { text } from "../../strings/en.ts";
import { timeOfDay } from "../../strings/format.ts";
import { remoteName } from "../../strings/remote-name.ts";
import { Icon } from "../../ui/icon.tsx";
import { IconButton } from "../../ui/icon-button.tsx";

/** At the foot of the list, so that no row moves when one comes in. */
export function MissedCalls(): VNode | null {
  if (missed.value.length === 0) return null;
  return (
    <section class="missed" aria-labelledby="missed-title">
      <h2 id="missed-title" class="missed__title">
        {text.missed.title(missed.value.length)}
      </h2>
      <ul class="missed__list">
        {missed.value.map((call) => (
          <MissedCall key={call.id} call={call} />
        ))}
      </ul>
    </section>
  );
}

function MissedCall({ call: { id, remote, endedAt } }: { readonly call: CallIn<"ended"> }): VNode {
  const name = remoteName(remote);
  const target = targetOf(remote);
  return (
    <li class="missed__item">
      <Icon name="phone-missed" />
      <span class="missed__text">
        <span class="missed__name">{name}</span>
        <span class="missed__time">{text.missed.at(timeOfDay(endedAt))}</span>
      </span>
      {target !== null && active.value === null && (
        <IconButton icon="phone" label={text.missed.callBack(name)} onPress={() => void placeCall(target)} />
      )}
      <IconButton icon="x" label={text.missed.dismiss(name)} onPress={() => dismissCall(id)} />
    </li>
  );
}
