import type { Ref, VNode } from "preact";
import { Icon, type IconName } from "./icon.tsx";

interface Props {
  readonly icon: IconName;
  /** Its name for screen readers and its tooltip. */
  readonly label: string;
  readonly onPress: () => void;
  readonly kind?: string;
  readonly pressed?: boolean;
  /** Out of the tab order: for shortcuts of the pointer that the keyboard has elsewhere. */
  readonly pointerOnly?: boolean;
  /** Says so and does nothing, but keeps its place in the tab order. */
  readonly disabled?: boolean;
  readonly buttonRef?: Ref<HTMLButtonElement>;
}

export function IconButton(props: Props): VNode {
  const { icon, label, onPress, kind, pressed, pointerOnly, disabled, buttonRef } = props;
  return (
    <button
      ref={buttonRef ?? null}
      type="button"
      class={`icon-button${kind === undefined ? "" : ` ${kind}`}`}
      aria-label={label}
      title={label}
      aria-pressed={pressed}
      tabIndex={pointerOnly === true ? -1 : undefined}
      aria-disabled={disabled === true ? true : undefined}
      onClick={disabled === true ? undefined : onPress}
    >
      <Icon name={icon} />
    </button>
  );
}
