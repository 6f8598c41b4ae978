import type { VNode } from "preact";
import { targetOf } from "../../../common/call/remote.ts";
import type { Recent } from "../../../common/contract/state.ts";
import { openRecent, placeCall, placing, removeRecent } from "../../store/actions.ts";
import { active } from "../../store/calls.ts";
import { selectedRecent } from "../../store/navigation.ts";
import { recents, recentsWith } from "../../store/recents.ts";
import { text } from "../../strings/en.ts";
import { endText } from "../../strings/end-reasons.ts";
import { dayAndTime } from "../../strings/format.ts";
import { Button } from "../../ui/button.tsx";
import { Icon } from "../../ui/icon.tsx";
import { IconButton } from "../../ui/icon-button.tsx";
import { useFocusIfLost } from "../../ui/use-focus-if-lost.ts";
import { RemoteAvatar } from "../shell/remote-avatar.tsx";
import { nameOf, numberOf } from "../shell/remote-words.ts";
import { outcomeOf } from "./recent-words.ts";

const words = text.recents;

/** The chosen call with those before it, or a hint to choose one. */
export function RecentDetail(): VNode {
  const chosen = recents.value.find(({ id }) => id === selectedRecent.value);
  return chosen === undefined ? <Hint /> : <Card recent={chosen} />;
}

function Hint(): VNode {
  return (
    <section class="welcome">
      <span class="welcome__sign hero">
        <Icon name="clock" size={32} />
      </span>
      <h2 class="welcome__title">{words.chooseTitle}</h2>
      <p class="welcome__detail">{words.chooseDetail}</p>
    </section>
  );
}

function Card({ recent }: { readonly recent: Recent }): VNode {
  const { remote } = recent;
  const name = nameOf(remote);
  const heading = useFocusIfLost<HTMLHeadingElement>(recent.id);
  const target = targetOf(remote);
  return (
    <article class="person" aria-labelledby="recent-name">
      <div class="detail__back">
        <IconButton icon="arrow-left" label={text.back} onPress={() => openRecent(null)} />
      </div>
      <span class="hero">
        <RemoteAvatar remote={remote} size="huge" />
      </span>
      <h2 id="recent-name" class="person__name" tabIndex={-1} ref={heading}>
        {name}
      </h2>
      {remote.kind === "phone" && remote.name !== null && remote.number !== null && (
        <p class="person__presence">{numberOf(remote.number)}</p>
      )}
      <div class="person__actions">
        {target !== null && (
          <Button
            kind="primary"
            size="large"
            icon="phone"
            busy={placing.value}
            describedBy={active.value === null ? undefined : "recent-hint"}
            onPress={() => void placeCall(target)}
          >
            {recent.direction === "outbound" ? text.call.again : text.call.back}
          </Button>
        )}
      </div>
      {active.value !== null && target !== null && (
        <p id="recent-hint" class="person__hint">
          {text.person.callBusy(nameOf(active.value.remote))}
        </p>
      )}
      <History name={name} all={recentsWith(remote)} />
    </article>
  );
}

function History({ name, all }: { readonly name: string; readonly all: readonly Recent[] }): VNode {
  return (
    <section class="history" aria-labelledby="history-title">
      <h3 id="history-title" class="history__title">
        {words.history(name)}
      </h3>
      <ul class="history__list">
        {all.map((recent) => (
          <Past key={recent.id} recent={recent} name={name} />
        ))}
      </ul>
    </section>
  );
}

function Past({ recent, name }: { readonly recent: Recent; readonly name: string }): VNode {
  const outcome = outcomeOf(recent);
  const { what } = endText(recent.reason, name, recent.remote.kind);
  return (
    <li class={outcome.missed ? "history__call history__call--missed" : "history__call"}>
      <Icon name={outcome.icon} />
      <span class="history__text">
        <span class="history__what">{outcome.words}</span>
        <span class="history__when">
          {dayAndTime(recent.endedAt)}
          {recent.calledNumber !== null && ` · ${words.calledNumber(numberOf(recent.calledNumber))}`}
        </span>
        {recent.connectedAt === null && !outcome.missed && <span class="history__when">{what}</span>}
      </span>
      <IconButton icon="x" label={words.remove(name)} onPress={() => removeRecent(recent.id)} />
    </li>
  );
}
