import type { VNode } from "preact";
import type { UserId } from "../../../common/ids.ts";
import { openSettings } from "../../store/actions.ts";
import { missed } from "../../store/calls.ts";
import { type Section, section, showSection } from "../../store/navigation.ts";
import { ownPresence } from "../../store/people.ts";
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
      <RailButton
        to="people"
        icon="users"
        label={text.rail.people}
        badge={missed.value.length}
        onPress={() => showSection("people")}
      />
      <span class="rail__space" />
      <RailButton to="settings" icon="settings" label={text.rail.settings} badge={0} onPress={openSettings} />
    </nav>
  );
}

interface ButtonProps {
  readonly to: Section;
  readonly icon: IconName;
  readonly label: string;
  /** 0 shows none. */
  readonly badge: number;
  readonly onPress: () => void;
}

function RailButton({ to, icon, label, badge, onPress }: ButtonProps): VNode {
  return (
    <button
      type="button"
      class="rail__button"
      aria-current={section.value === to ? "page" : undefined}
      onClick={onPress}
    >
      <span class="rail__icon">
        <Icon name={icon} size={22} />
        {badge > 0 && <span class="badge">{badge}</span>}
      </span>
      <span class="rail__word">{label}</span>
      {badge > 0 && <span class="visually-hidden">, {text.missed.title(badge)}</span>}
    </button>
  );
}
