import type { ComponentChildren, Ref, VNode } from "preact";
import { Icon, type IconName } from "./icon.tsx";

interface Props {
  readonly children: ComponentChildren;
  readonly id?: string;
  readonly onPress?: () => void;
  readonly kind?: "primary" | "positive" | "danger" | "plain" | "quiet";
  readonly size?: "normal" | "large";
  readonly icon?: IconName;
  readonly submit?: boolean;
  readonly wide?: boolean;
  /** Stays reachable by keyboard, so that its explanation can be found; does nothing. */
  readonly disabled?: boolean;
  /** Id of the text that explains it. */
  readonly describedBy?: string | undefined;
  /** Full name where the visible word alone is not clear; must contain the visible word. */
  readonly label?: string;
  /** Shows, after 300 ms, that it is at work. */
  readonly busy?: boolean;
  readonly buttonRef?: Ref<HTMLButtonElement>;
}

export function Button(props: Props): VNode {
  const { children, kind = "plain", size = "normal", icon, busy = false, disabled = false } = props;
  const idle = busy || disabled;
  return (
    <button
      ref={props.buttonRef ?? null}
      id={props.id}
      type={props.submit === true ? "submit" : "button"}
      class={`button button--${kind} button--${size}${props.wide === true ? " button--wide" : ""}`}
      aria-disabled={idle ? "true" : undefined}
      aria-busy={busy ? "true" : undefined}
      aria-label={props.label}
      aria-describedby={props.describedBy}
      onClick={(event) => {
        if (idle) event.preventDefault();
        else props.onPress?.();
      }}
    >
      {busy ? <span class="spinner" aria-hidden="true" /> : icon !== undefined && <Icon name={icon} />}
      <span class="button__word">{children}</span>
    </button>
  );
}
