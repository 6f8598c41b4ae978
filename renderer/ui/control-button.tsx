import type { VNode } from "preact";
import { Icon, type IconName } from "./icon.tsx";
import { useSteadyPress } from "./use-steady-press.ts";

interface Props {
  readonly icon: IconName;
  readonly word: string;
  readonly onPress: () => void;
  /** A toggle says its state. */
  readonly pressed?: boolean;
  /** It opens something: whether that is open. */
  readonly expanded?: boolean;
  readonly danger?: boolean;
  readonly shortcuts?: string;
  readonly busy?: boolean;
}

/** A control of a call: a round face with its word. */
export function ControlButton({
  icon,
  word,
  onPress,
  pressed,
  expanded,
  danger,
  shortcuts,
  busy,
}: Props): VNode {
  const press = useSteadyPress(() => {
    if (busy !== true) onPress();
  });
  return (
    <button
      type="button"
      class={danger === true ? "control control--hang-up" : "control"}
      aria-pressed={pressed}
      aria-expanded={expanded}
      aria-keyshortcuts={shortcuts}
      aria-busy={busy === true ? "true" : undefined}
      {...press}
    >
      <span class="control__face">
        {busy === true ? <span class="spinner" aria-hidden="true" /> : <Icon name={icon} size={24} />}
      </span>
      <span class="control__word">{word}</span>
    </button>
  );
}
