import type { VNode } from "preact";
import type { KeychainProblem } from "../../../common/contract/state.ts";
import type { UserId } from "../../../common/ids.ts";
import { dismissKeychainNotice, keychainNoticeSeen } from "../../store/notices.ts";
import { foundPeople, ownPresence, people, peopleLoading, query, queryNumber } from "../../store/people.ts";
import { text } from "../../strings/en.ts";
import { Avatar } from "../../ui/avatar.tsx";
import { IconButton } from "../../ui/icon-button.tsx";
import { NoticeBox } from "../../ui/notice-box.tsx";
import { UpdateLine } from "../shell/update-line.tsx";
import { ConnectionLine } from "./connection-line.tsx";
import { EmptyList } from "./empty-list.tsx";
import { FindField } from "./find-field.tsx";
import { NumberRow } from "./number-row.tsx";
import { PeopleList } from "./people-list.tsx";
import { SkeletonList } from "./skeleton-list.tsx";

interface Props {
  readonly me: { readonly id: UserId; readonly name: string };
  readonly keychain: KeychainProblem | null;
}

export function PeoplePane({ me, keychain }: Props): VNode {
  const found = foundPeople.value;
  const filtering = query.value.trim() !== "";
  return (
    <section class="list-pane" aria-labelledby="people-title">
      <header class="list-pane__head">
        <h1 id="people-title" class="list-pane__title">
          {text.people.title}
        </h1>
        {people.value.length > 0 && !filtering && <span class="list-pane__count">{people.value.length}</span>}
        <p class="list-pane__count" role="status">
          {filtering && queryNumber.value === null && text.people.matches(found.length)}
        </p>
        <span class="list-pane__me">
          <Avatar id={me.id} name={me.name} size="small" presence={ownPresence.value} />
        </span>
      </header>
      <FindField />
      <ConnectionLine />
      <UpdateLine />
      {keychain !== null && !keychainNoticeSeen.value && (
        <NoticeBox
          tone="caution"
          icon="info"
          title={text.keychain[keychain].title}
          detail={text.keychain[keychain].detail}
        >
          <IconButton icon="x" label={text.dismiss} onPress={dismissKeychainNotice} />
        </NoticeBox>
      )}
      <NumberRow />
      {found.length > 0 ? (
        <PeopleList people={found} />
      ) : peopleLoading.value ? (
        <SkeletonList />
      ) : queryNumber.value !== null ? null : (
        <EmptyList query={filtering ? query.value.trim() : null} />
      )}
    </section>
  );
}
