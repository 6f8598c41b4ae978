import type { VNode } from "preact";
import type { UserId } from "../../../common/ids.ts";
import { openChat, openKeypad, openRecents, openSessions, openSettings } from "../../store/actions.ts";
import { unreadMessages } from "../../store/chat.ts";
import { type Section, section, showSection } from "../../store/navigation.ts";
import { ownPresence } from "../../store/people.ts";
import { unseen } from "../../store/recents.ts";
import { can } from "../../store/snapshot.ts";
import { update } from "../../store/updates.ts";
import { text } from "../../strings/en.ts";
import { Avatar } from "../../ui/avatar.tsx";
import { Icon, type IconName } from "../../ui/icon.tsx";

interface Props {
  readonly me: { readonly id: UserId; readonly name: string };
}

export function Rail({ me }: Props): VNode {
  const label = text.rail.me(me.name, text.presence[ownPresence.value]);
  return (
    <nav class="rail" aria-label={text.rail.label}>
      <button type="button" class="rail__me" title={label} onClick={openSettings}>
        <span class="visually-hidden">{label}</span>
        <Avatar id={me.id} name={me.name} size="medium" presence={ownPresence.value} />
      </button>
      <RailButton to="people" icon="users" label={text.rail.people} onPress={() => showSection("people")} />
      <RailButton
        to="recents"
        icon="clock"
        label={text.rail.recents}
        badge={unseen.value}
        badgeWords={text.recents.missed(unseen.value)}
        onPress={openRecents}
      />
      {can("call-phones") && (
        <RailButton to="keypad" icon="keypad" label={text.rail.keypad} onPress={openKeypad} />
      )}
      {can("rooms") && (
        <RailButton to="sessions" icon="sessions" label={text.rail.sessions} onPress={openSessions} />
      )}
      {can("chat") && (
        <RailButton
          to="chat"
          icon="message"
          label={text.chat.title}
          badge={unreadMessages.value}
          badgeWords={text.chat.unread(unreadMessages.value)}
          onPress={openChat}
        />
      )}
      <span class="rail__space" />
      <RailButton
        to="settings"
        icon="settings"
        label={text.rail.settings}
        dot={update.value?.phase === "ready"}
        badgeWords={text.updates.badge}
        onPress={openSettings}
      />
    </nav>
  );
}

interface ButtonProps {
  readonly to: Section;
  readonly icon: IconName;
  readonly label: string;
  /** 0 shows none. */
  readonly badge?: number;
  /** Something is there, of no number. */
  readonly dot?: boolean;
  /** The badge, for screen readers. */
  readonly badgeWords?: string;
  readonly onPress: () => void;
}

function RailButton({
  to,
  icon,
  label,
  badge = 0,
  dot = false,
  badgeWords = "",
  onPress,
}: ButtonProps): VNode {
  return (
    <button
      type="button"
      class="rail__button"
      aria-current={section.value === to ? "page" : undefined}
      onClick={onPress}
    >
      <span class="rail__icon">
        <Icon name={icon} size={22} />
        {badge > 0 && (
          <span class="badge" aria-hidden="true">
            {badge > 99 ? "99+" : badge}
          </span>
        )}
        {dot && <span class="badge badge--dot" aria-hidden="true" />}
      </span>
      <span class="rail__word">{label}</span>
      {(badge > 0 || dot) && <span class="visually-hidden">, {badgeWords}</span>}
    </button>
  );
}
