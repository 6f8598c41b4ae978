import { useState } from "preact/hooks";
import type { VNode } from "preact";
import { remoteKey, targetOf } from "../../../common/call/remote.ts";
import type { Recent } from "../../../common/contract/state.ts";
import { openRecent, placeCall, removeRecent } from "../../store/actions.ts";
import { callExpanded, selectedRecent } from "../../store/navigation.ts";
import { recents } from "../../store/recents.ts";
import { text } from "../../strings/en.ts";
import { dayAndTime } from "../../strings/format.ts";
import { Avatar } from "../../ui/avatar.tsx";
import { Button } from "../../ui/button.tsx";
import { Icon } from "../../ui/icon.tsx";
import { IconButton } from "../../ui/icon-button.tsx";
import { ConnectionLine } from "../people/connection-line.tsx";
import { focusedRow, focusRow } from "../people/row-focus.ts";
import { nameOf } from "../shell/remote-words.ts";
import { rowAfter } from "../shell/shortcuts.ts";
import { outcomeOf } from "./recent-words.ts";

const words = text.recents;

export function RecentsPane(): VNode {
  const all = recents.value;
  const [asking, setAsking] = useState(false);
  return (
    <section class="list-pane" aria-labelledby="recents-title">
      <header class="list-pane__head">
        <h1 id="recents-title" class="list-pane__title">
          {words.title}
        </h1>
        {all.length > 0 && (
          <span class="list-pane__end">
            <IconButton icon="trash" label={words.clear} onPress={() => setAsking(true)} />
          </span>
        )}
      </header>
      <ConnectionLine />
      {asking && all.length > 0 && <ClearQuestion onDone={() => setAsking(false)} />}
      {all.length > 0 ? <RecentsList all={all} /> : <NoRecents />}
    </section>
  );
}

function ClearQuestion({ onDone }: { readonly onDone: () => void }): VNode {
  return (
    <div class="notice notice--caution" role="alertdialog" aria-label={words.clearQuestion}>
      <p class="notice__text">{words.clearQuestion}</p>
      <div class="notice__actions">
        <Button
          kind="danger"
          onPress={() => {
            removeRecent(null);
            onDone();
          }}
        >
          {words.clearAnyway}
        </Button>
        <Button onPress={onDone}>{words.keep}</Button>
      </div>
    </div>
  );
}

function NoRecents(): VNode {
  return (
    <div class="empty" tabIndex={0}>
      <Icon name="clock" size={32} />
      <p class="empty__title">{words.emptyTitle}</p>
      <p class="empty__detail">{words.emptyDetail}</p>
    </div>
  );
}

/** One stop for Tab; arrows, Home and End move inside. */
function RecentsList({ all }: { readonly all: readonly Recent[] }): VNode {
  const chosen = all.findIndex(({ id }) => id === selectedRecent.value);
  const onKeyDown = (event: KeyboardEvent): void => {
    const from = focusedRow();
    const to = from === null ? null : rowAfter(event.key, from, all.length);
    if (to === null) return;
    event.preventDefault();
    focusRow(to);
  };
  return (
    <ul class="people" aria-label={words.list} onKeyDown={onKeyDown}>
      {all.map((recent, index) => (
        <Row key={recent.id} recent={recent} index={index} tabStop={index === Math.max(0, chosen)} />
      ))}
    </ul>
  );
}

interface RowProps {
  readonly recent: Recent;
  readonly index: number;
  readonly tabStop: boolean;
}

function Row({ recent, index, tabStop }: RowProps): VNode {
  const { id, remote, endedAt } = recent;
  const name = nameOf(remote);
  const outcome = outcomeOf(recent);
  const target = targetOf(remote);
  const current = selectedRecent.value === id && !callExpanded.value;
  return (
    <li class="people__item">
      <button
        type="button"
        class={outcome.missed ? "person-row person-row--missed" : "person-row"}
        data-row={index}
        tabIndex={tabStop ? 0 : -1}
        aria-current={current ? "true" : undefined}
        onClick={() => openRecent(id)}
      >
        <Avatar id={remoteKey(remote)} name={name} size="medium" />
        <span class="person-row__text">
          <span class="person-row__name">{name}</span>
          <span class="person-row__presence">
            <Icon name={outcome.icon} size={16} />
            <span class="person-row__outcome">
              {outcome.words} · {dayAndTime(endedAt)}
            </span>
          </span>
        </span>
      </button>
      {target !== null && (
        <IconButton
          icon="phone"
          kind="person-row__call"
          label={words.callBack(name)}
          pointerOnly
          onPress={() => void placeCall(target)}
        />
      )}
    </li>
  );
}
