import type { VNode } from "preact";
import type { AccountState, KeychainProblem } from "../../../common/contract/state.ts";
import { stageCall } from "../../store/calls.ts";
import { callExpanded, pane, type Section, section } from "../../store/navigation.ts";
import { text } from "../../strings/en.ts";
import { CallDock } from "../call/call-dock.tsx";
import { CallView } from "../call/call-view.tsx";
import { ChatDetail } from "../chat/chat-detail.tsx";
import { ChatPane } from "../chat/chat-pane.tsx";
import { KeypadPane } from "../dialer/keypad-pane.tsx";
import { IncomingStack } from "../incoming/incoming-stack.tsx";
import { PeoplePane } from "../people/people-pane.tsx";
import { PersonDetail } from "../people/person-detail.tsx";
import { RecentDetail } from "../recents/recent-detail.tsx";
import { SessionDetail } from "../sessions/session-detail.tsx";
import { SessionsPane } from "../sessions/sessions-pane.tsx";
import { SharePicker } from "../share/share-picker.tsx";
import { RecentsPane } from "../recents/recents-pane.tsx";
import { SettingsView } from "../settings/settings-view.tsx";
import { Announcer } from "./announcer.tsx";
import { LinkDialog } from "./link-dialog.tsx";
import { Rail } from "./rail.tsx";
import { Toast } from "./toast.tsx";
import { useShortcuts } from "./use-shortcuts.ts";
import { useWindowTitle } from "./use-window-title.ts";

type Me = Extract<AccountState, { phase: "signed-in" }>["me"];
interface Props {
  readonly me: Me;
  readonly keychain: KeychainProblem | null;
}

const titles: Record<Section, string> = {
  people: text.people.title,
  recents: text.recents.title,
  keypad: text.keypad.title,
  sessions: text.sessions.title,
  chat: text.chat.title,
  settings: text.settings.title,
};

/** The signed-in app. One column shows one pane at a time; which one is `pane`, and how wide is the stylesheet's business. */
export function Shell({ me, keychain }: Props): VNode {
  useShortcuts();
  useWindowTitle();
  const inSettings = section.value === "settings";
  const call = stageCall.value;
  return (
    <div class="shell" data-pane={pane.value} data-section={section.value} data-call={callExpanded.value}>
      <IncomingStack />
      <Rail me={me} />
      {section.value === "people" && <PeoplePane me={me} keychain={keychain} />}
      {section.value === "recents" && <RecentsPane />}
      {section.value === "keypad" && <KeypadPane />}
      {section.value === "sessions" && <SessionsPane />}
      {section.value === "chat" && <ChatPane />}
      <main class="detail" aria-label={titles[section.value]}>
        {inSettings ? (
          <SettingsView me={me} keychain={keychain} />
        ) : call !== null && callExpanded.value ? (
          <CallView call={call} />
        ) : section.value === "recents" ? (
          <RecentDetail />
        ) : section.value === "sessions" ? (
          <SessionDetail />
        ) : section.value === "chat" ? (
          <ChatDetail />
        ) : (
          <PersonDetail />
        )}
      </main>
      {call !== null && !callExpanded.value && <CallDock call={call} />}
      <SharePicker />
      <Toast />
      <LinkDialog />
      <Announcer />
    </div>
  );
}
