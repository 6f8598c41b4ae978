import type { VNode } from "preact";
import type { Settings } from "../../../common/contract/state.ts";
import { changeSettings } from "../../store/actions.ts";
import { text } from "../../strings/en.ts";
import { SwitchRow } from "../../ui/switch-row.tsx";

const words = text.chat.settings;

/** What the desktop tells of messages. */
export function ChatSection({ settings }: { readonly settings: Settings }): VNode {
  return (
    <>
      <SwitchRow
        id="message-notifications"
        label={words.notifications}
        detail={words.notificationsDetail}
        on={settings.messageNotifications}
        onChange={(messageNotifications) => changeSettings({ messageNotifications })}
      />
      <SwitchRow
        id="message-preview"
        label={words.preview}
        detail={words.previewDetail}
        on={settings.messagePreview}
        onChange={(messagePreview) => changeSettings({ messagePreview })}
      />
    </>
  );
}
