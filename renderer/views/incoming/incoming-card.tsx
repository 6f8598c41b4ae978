import type { VNode } from "preact";
import type { CallIn } from "../../../common/call/call.ts";
import { acceptCall, declineCall } from "../../store/actions.ts";
import { active, incoming } from "../../store/calls.ts";
import { text } from "../../strings/en.ts";
import { RemoteAvatar } from "../shell/remote-avatar.tsx";
import { nameOf, wayOf } from "../shell/remote-words.ts";
import { Button } from "../../ui/button.tsx";

/** Who calls, and two buttons of one size. Compact beside a call or another caller. */
export function IncomingCard({ call }: { readonly call: CallIn<"ringing"> }): VNode {
  const { id, remote } = call;
  const name = nameOf(remote);
  const other = active.value;
  const way = wayOf(call);
  const compact = other !== null || incoming.value.length > 1;
  const titleId = `incoming-${id}`;
  const hintId = `incoming-hint-${id}`;
  return (
    <article
      class={compact ? "incoming-card incoming-card--compact" : "incoming-card"}
      aria-labelledby={titleId}
    >
      <div class="incoming-card__who">
        <RemoteAvatar remote={remote} size={compact ? "medium" : "large"} />
        <div class="incoming-card__text">
          <h2 id={titleId} class="incoming-card__name">
            {name}
          </h2>
          <p class="incoming-card__title" id={hintId}>
            {other === null ? text.incoming.title : text.incoming.holdsOther(nameOf(other.remote))}
          </p>
          {way !== null && <p class="incoming-card__title">{way}</p>}
        </div>
      </div>
      <div class="incoming-card__actions">
        <Button
          kind="positive"
          size={compact ? "normal" : "large"}
          icon="phone"
          wide
          describedBy={hintId}
          onPress={() => acceptCall(id)}
        >
          {text.incoming.accept}
        </Button>
        <Button
          kind="danger"
          size={compact ? "normal" : "large"}
          icon="phone-off"
          wide
          onPress={() => declineCall(id)}
        >
          {text.incoming.decline}
        </Button>
      </div>
    </article>
  );
}

/** Says for a moment that another device took the call over. */
export function ElsewhereCard({ call }: { readonly call: CallIn<"ended"> }): VNode {
  const { remote, reason } = call;
  const name = nameOf(remote);
  return (
    <article class="incoming-card incoming-card--compact" aria-label={name}>
      <div class="incoming-card__who" role="status">
        <RemoteAvatar remote={remote} size="medium" />
        <div class="incoming-card__text">
          <h2 class="incoming-card__name">{name}</h2>
          <p class="incoming-card__title">
            {reason.code === "answered-elsewhere"
              ? text.incoming.answeredElsewhere
              : text.incoming.declinedElsewhere}
          </p>
        </div>
      </div>
    </article>
  );
}
