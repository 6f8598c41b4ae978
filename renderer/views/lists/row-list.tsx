import type { ComponentChildren, VNode } from "preact";
import { rowAfter } from "../shell/shortcuts.ts";
import { focusedRow, focusRow } from "./row-focus.ts";

/** Where a row is, and whether Tab stops at it. */
export interface RowPlace {
  readonly index: number;
  readonly tabStop: boolean;
}

interface ListProps<T> {
  readonly label: string;
  readonly items: readonly T[];
  readonly keyOf: (item: T) => string;
  /** Is this the one that the detail shows? */
  readonly isChosen: (item: T) => boolean;
  readonly row: (item: T, place: RowPlace) => VNode;
  /** What is above the list; null where nothing takes the keyboard. */
  readonly fieldAboveId?: string;
}

/**
 * The list beside the detail. One stop for Tab, at the chosen row or the first; arrows, Home, End and Page keys move inside, and Up
 * from the first row goes to the field above.
 */
export function RowList<T>({ label, items, keyOf, isChosen, row, fieldAboveId }: ListProps<T>): VNode {
  const stop = Math.max(0, items.findIndex(isChosen));
  const onKeyDown = (event: KeyboardEvent): void => {
    const from = focusedRow();
    const to = from === null ? null : rowAfter(event.key, from, items.length);
    if (to === null) return;
    event.preventDefault();
    const above = fieldAboveId !== undefined && event.key === "ArrowUp" && from === 0 ? fieldAboveId : null;
    if (above === null) focusRow(to);
    else document.getElementById(above)?.focus();
  };
  return (
    <ul class="people" aria-label={label} onKeyDown={onKeyDown}>
      {items.map((item, index) => (
        <li key={keyOf(item)} class="people__item">
          {row(item, { index, tabStop: index === stop })}
        </li>
      ))}
    </ul>
  );
}

interface ButtonProps {
  readonly place: RowPlace;
  readonly current: boolean;
  /** Classes beside that of a row. */
  readonly kind?: string;
  readonly onPress: () => void;
  readonly children: ComponentChildren;
}

/** What a row of such a list is pressed at. */
export function RowButton({ place, current, kind, onPress, children }: ButtonProps): VNode {
  return (
    <button
      type="button"
      class={kind === undefined ? "person-row" : `person-row ${kind}`}
      data-row={place.index}
      tabIndex={place.tabStop ? 0 : -1}
      aria-current={current ? "true" : undefined}
      onClick={onPress}
    >
      {children}
    </button>
  );
}
