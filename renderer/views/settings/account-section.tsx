import { useSignal } from "@preact/signals";
import type { VNode } from "preact";
import type { KeychainProblem } from "../../../common/contract/state.ts";
import type { UserId } from "../../../common/ids.ts";
import { signOut } from "../../store/actions.ts";
import { active } from "../../store/calls.ts";
import { ownPresence } from "../../store/people.ts";
import { text } from "../../strings/en.ts";
import { serverName } from "../../strings/format.ts";
import { Avatar } from "../../ui/avatar.tsx";
import { Button } from "../../ui/button.tsx";
import { NoticeBox } from "../../ui/notice-box.tsx";

const words = text.settings;

interface Props {
  readonly me: { readonly id: UserId; readonly name: string };
  readonly keychain: KeychainProblem | null;
  readonly server: string;
}

/** Signing out asks once more only when it would end a call. */
export function AccountSection({ me, keychain, server }: Props): VNode {
  const asked = useSignal(false);
  const inCall = active.value !== null;
  return (
    <>
      <div class="settings__account">
        <Avatar id={me.id} name={me.name} size="medium" presence={ownPresence.value} />
        <div class="settings__account-text">
          <p class="settings__account-name">{me.name}</p>
          <p class="settings__note">
            {me.id} · {serverName(server)}
          </p>
        </div>
        {!(asked.value && inCall) && (
          <Button icon="log-out" onPress={inCall ? () => (asked.value = true) : signOut}>
            {words.signOut}
          </Button>
        )}
      </div>
      {asked.value && inCall && (
        <NoticeBox tone="caution" alert title={words.signOutInCall}>
          <div class="notice__actions">
            <Button kind="danger" onPress={signOut}>
              {words.signOutAnyway}
            </Button>
            <Button onPress={() => (asked.value = false)}>{words.stay}</Button>
          </div>
        </NoticeBox>
      )}
      {keychain !== null && (
        <NoticeBox
          tone="caution"
          icon="info"
          title={text.keychain[keychain].title}
          detail={text.keychain[keychain].detail}
        />
      )}
    </>
  );
}
