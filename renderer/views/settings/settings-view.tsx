import type { ComponentChildren, VNode } from "preact";
import type { KeychainProblem } from "../../../common/contract/state.ts";
import type { UserId } from "../../../common/ids.ts";
import { changeSettings } from "../../store/actions.ts";
import { showSection } from "../../store/navigation.ts";
import { can, settings } from "../../store/snapshot.ts";
import { text } from "../../strings/en.ts";
import { IconButton } from "../../ui/icon-button.tsx";
import { Segments } from "../../ui/segments.tsx";
import { SwitchRow } from "../../ui/switch-row.tsx";
import { useFocusIfLost } from "../../ui/use-focus-if-lost.ts";
import { AccountSection } from "./account-section.tsx";
import { DesktopSection } from "./desktop-section.tsx";
import { ChatSection } from "./chat-section.tsx";
import { PhoneSection } from "./phone-section.tsx";
import { CameraSection } from "./camera-section.tsx";
import { SoundSection } from "./sound-section.tsx";
import { UpdatesSection } from "./updates-section.tsx";

const words = text.settings;

interface Props {
  readonly me: { readonly id: UserId; readonly name: string };
  readonly keychain: KeychainProblem | null;
}

export function SettingsView({ me, keychain }: Props): VNode | null {
  const heading = useFocusIfLost<HTMLHeadingElement>("settings");
  const chosen = settings.value;
  if (chosen === null) return null;
  return (
    <div class="settings">
      <header class="settings__head">
        <div class="detail__back">
          <IconButton icon="arrow-left" label={text.back} onPress={() => showSection("people")} />
        </div>
        <h1 class="settings__title" tabIndex={-1} ref={heading}>
          {words.title}
        </h1>
      </header>
      <SettingsSection title={words.sound}>
        <SoundSection settings={chosen} />
      </SettingsSection>
      {can("video") && (
        <SettingsSection title={words.video}>
          <CameraSection settings={chosen} />
        </SettingsSection>
      )}
      <SettingsSection title={words.calls}>
        <SwitchRow
          id="ringtone"
          label={words.ringtone}
          detail={words.ringtoneDetail}
          on={chosen.ringtone}
          onChange={(ringtone) => changeSettings({ ringtone })}
        />
        <SwitchRow
          id="do-not-disturb"
          label={words.doNotDisturb}
          detail={words.doNotDisturbDetail}
          on={chosen.doNotDisturb}
          onChange={(doNotDisturb) => changeSettings({ doNotDisturb })}
        />
      </SettingsSection>
      {can("chat") && (
        <SettingsSection title={text.chat.title}>
          <ChatSection settings={chosen} />
        </SettingsSection>
      )}
      {can("call-phones") && (
        <SettingsSection title={words.phone}>
          <PhoneSection settings={chosen} />
        </SettingsSection>
      )}
      <SettingsSection title={words.desktop}>
        <DesktopSection settings={chosen} />
      </SettingsSection>
      <SettingsSection title={words.appearance}>
        <div class="settings__row">
          <span>{words.theme}</span>
          <Segments
            name="theme"
            label={words.theme}
            value={chosen.theme}
            segments={[
              { value: "system", label: words.themes.system, icon: "monitor" },
              { value: "light", label: words.themes.light, icon: "sun" },
              { value: "dark", label: words.themes.dark, icon: "moon" },
            ]}
            onChange={(theme) => changeSettings({ theme })}
          />
        </div>
      </SettingsSection>
      <SettingsSection title={words.account}>
        <AccountSection me={me} keychain={keychain} server={chosen.server} />
      </SettingsSection>
      <SettingsSection title={text.updates.title}>
        <UpdatesSection />
      </SettingsSection>
    </div>
  );
}

function SettingsSection(props: { readonly title: string; readonly children: ComponentChildren }): VNode {
  return (
    <section class="settings__section" aria-label={props.title}>
      <h2 class="settings__heading">{props.title}</h2>
      <div class="settings__card">{props.children}</div>
    </section>
  );
}
