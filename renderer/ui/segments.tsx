import type { VNode } from "preact";
import { Icon, type IconName } from "./icon.tsx";

interface Segment<V extends string> {
  readonly value: V;
  readonly label: string;
  readonly icon: IconName;
}

interface Props<V extends string> {
  readonly name: string;
  readonly label: string;
  readonly value: V;
  readonly segments: readonly Segment<V>[];
  readonly onChange: (value: V) => void;
}

/** One of a few, side by side; a group of radio buttons to the keyboard. */
export function Segments<V extends string>({ name, label, value, segments, onChange }: Props<V>): VNode {
  return (
    <fieldset class="segments">
      <legend class="visually-hidden">{label}</legend>
      {segments.map((segment) => (
        <label key={segment.value} class="segments__one">
          <input
            class="visually-hidden"
            type="radio"
            name={name}
            value={segment.value}
            checked={segment.value === value}
            onChange={() => onChange(segment.value)}
          />
          <span class="segments__face">
            <Icon name={segment.icon} size={18} />
            {segment.label}
          </span>
        </label>
      ))}
    </fieldset>
  );
}
