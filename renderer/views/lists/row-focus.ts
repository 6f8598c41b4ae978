const rowSelector = "[data-row]";

/** Moves the keyboard to a row of the list that is shown, from 0. */
export function focusRow(index: number): void {
  document.querySelector<HTMLElement>(`[data-row="${String(index)}"]`)?.focus();
}

/** The row that has the keyboard, from 0; null outside of the list. */
export function focusedRow(): number | null {
  const row = document.activeElement?.closest<HTMLElement>(rowSelector)?.dataset.row;
  return row === undefined ? null : Number(row);
}
