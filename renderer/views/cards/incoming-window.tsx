import type { VNode } from "preact";
import { acceptCall, declineCall } from "../../store/actions.ts";
import { active, incoming } from "../../store/calls.ts";
import { text } from "../../strings/en.ts";
import { Button } from "../../ui/button.tsx";
import { RemoteAvatar } from "../shell/remote-avatar.tsx";
import { nameOf, wayOf } from "../shell/remote-words.ts";

/** Who calls, on top of everything else: two buttons of one size. */
export function IncomingWindow(): VNode | null {
  const call = incoming.value.at(0);
  if (call === undefined) return null;
  const name = nameOf(call.remote);
  const other = active.value;
  const detail =
    other === null ? (wayOf(call) ?? text.incoming.title) : text.incoming.holdsOther(nameOf(other.remote));
  return (
    <main class="card card--incoming" aria-labelledby="card-name">
      <div class="card__who">
        <RemoteAvatar remote={call.remote} size="medium" />
        <div class="card__text" role="alert">
          <h1 id="card-name" class="card__name">
            {name}
          </h1>
          <p class="card__detail">{detail}</p>
        </div>
      </div>
      <div class="card__actions">
        <Button kind="positive" icon="phone" wide onPress={() => acceptCall(call.id)}>
          {text.incoming.accept}
        </Button>
        <Button kind="danger" icon="phone-off" wide onPress={() => declineCall(call.id)}>
          {text.incoming.decline}
        </Button>
      </div>
    </main>
  );
}
