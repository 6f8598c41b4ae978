import type { VNode } from "preact";
import type { Settings } from "../../../common/contract/state.ts";
import { changeSettings } from "../../store/actions.ts";
import { desktop } from "../../store/snapshot.ts";
import { text } from "../../strings/en.ts";
import { SwitchRow } from "../../ui/switch-row.tsx";

const words = text.settings;

/** How Deskline lives on this desktop. */
export function DesktopSection({ settings }: { readonly settings: Settings }): VNode {
  const taken = desktop.value?.shortcuts === "taken";
  return (
    <>
      <SwitchRow
        id="start-at-login"
        label={words.startAtLogin}
        detail={desktop.value?.tray === true ? words.startAtLoginDetail : words.startAtLoginNoTray}
        on={settings.startAtLogin}
        onChange={(startAtLogin) => changeSettings({ startAtLogin })}
      />
      <SwitchRow
        id="global-shortcuts"
        label={words.globalShortcuts}
        detail={taken ? words.globalShortcutsTaken : words.globalShortcutsDetail}
        on={settings.globalShortcuts}
        onChange={(globalShortcuts) => changeSettings({ globalShortcuts })}
      />
    </>
  );
}
