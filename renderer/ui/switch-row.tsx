import type { VNode } from "preact";

interface Props {
  readonly id: string;
  readonly label: string;
  readonly detail: string;
  readonly on: boolean;
  readonly onChange: (on: boolean) => void;
}

/** One setting that is on or off, the whole row being its target. */
export function SwitchRow({ id, label, detail, on, onChange }: Props): VNode {
  return (
    <label class="switch-row" for={id}>
      <span class="switch-row__text">
        <span id={`${id}-label`}>{label}</span>
        <span id={`${id}-detail`} class="switch-row__detail">
          {detail}
        </span>
      </span>
      <input
        id={id}
        class="switch"
        type="checkbox"
        role="switch"
        checked={on}
        aria-labelledby={`${id}-label`}
        aria-describedby={`${id}-detail`}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
    </label>
  );
}
