import { useState } from "preact/hooks";
import type { VNode } from "preact";
import { targetOf } from "../../../common/call/remote.ts";
import type { Recent } from "../../../common/contract/state.ts";
import { openRecent, placeCall, removeRecent } from "../../store/actions.ts";
import { callExpanded, selectedRecent } from "../../store/navigation.ts";
import { recents } from "../../store/recents.ts";
import { text } from "../../strings/en.ts";
import { dayAndTime } from "../../strings/format.ts";
import { Button } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { Icon } from "../../ui/icon.tsx";
import { IconButton } from "../../ui/icon-button.tsx";
import { ConnectionLine } from "../people/connection-line.tsx";
import { RemoteAvatar } from "../shell/remote-avatar.tsx";
import { nameOf } from "../shell/remote-words.ts";
import { RowButton, RowList, type RowPlace } from "../lists/row-list.tsx";
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
      {all.length > 0 ? (
        <RecentsList all={all} />
      ) : (
        <EmptyState icon="clock" title={words.emptyTitle} detail={words.emptyDetail} />
      )}
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

function RecentsList({ all }: { readonly all: readonly Recent[] }): VNode {
  return (
    <RowList
      label={words.list}
      items={all}
      keyOf={({ id }) => id}
      isChosen={({ id }) => id === selectedRecent.value}
      row={(recent, place) => <Row recent={recent} place={place} />}
    />
  );
}

interface RowProps {
  readonly recent: Recent;
  readonly place: RowPlace;
}

function Row({ recent, place }: RowProps): VNode {
  const { id, remote, endedAt } = recent;
  const name = nameOf(remote);
  const outcome = outcomeOf(recent);
  const target = targetOf(remote);
  const current = selectedRecent.value === id && !callExpanded.value;
  return (
    <>
      <RowButton
        place={place}
        current={current}
        {...(outcome.missed ? { kind: "person-row--missed" } : {})}
        onPress={() => openRecent(id)}
      >
        <RemoteAvatar remote={remote} size="medium" />
        <span class="person-row__text">
          <span class="person-row__name">{name}</span>
          <span class="person-row__presence">
            <Icon name={outcome.icon} size={16} />
            <span class="person-row__outcome">{outcome.words}</span>
            <span class="person-row__when">· {dayAndTime(endedAt)}</span>
          </span>
        </span>
      </RowButton>
      {target !== null && (
        <IconButton
          icon="phone"
          kind="person-row__call"
          label={words.callBack(name)}
          pointerOnly
          onPress={() => void placeCall(target)}
        />
      )}
    </>
  );
}
