import type { VNode } from "preact";

/** ITU-T E.161: the letters under the digits. */
const rows: readonly (readonly (readonly [key: string, letters: string])[])[] = [
  [
    ["1", ""],
    ["2", "ABC"],
    ["3", "DEF"],
  ],
  [
    ["4", "GHI"],
    ["5", "JKL"],
    ["6", "MNO"],
  ],
  [
    ["7", "PQRS"],
    ["8", "TUV"],
    ["9", "WXYZ"],
  ],
  [
    ["*", ""],
    ["0", "+"],
    ["#", ""],
  ],
];
const columns = 3;

interface Props {
  readonly label: string;
  readonly onKey: (key: string) => void;
  /** Below the zero on a dialling keypad: a long press types it. */
  readonly plus?: boolean;
}

/** Twelve keys as a grid: one stop for Tab, arrows inside, and the digits of the keyboard press them too. */
export function KeypadGrid({ label, onKey, plus = false }: Props): VNode {
  const onKeyDown = (event: KeyboardEvent & { readonly currentTarget: HTMLElement }): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const step = steps[event.key];
    if (step !== undefined) {
      event.preventDefault();
      focusFrom(event.currentTarget, step);
    } else if (/^[0-9*#]$/.test(event.key)) {
      event.preventDefault();
      onKey(event.key);
    }
  };
  return (
    <div class="keypad" role="grid" aria-label={label} onKeyDown={onKeyDown}>
      {rows.map((row, index) => (
        <div key={index} class="keypad__row" role="row">
          {row.map(([key, letters]) => (
            <div key={key} role="gridcell">
              <button
                type="button"
                class="keypad__key"
                tabIndex={key === "1" ? 0 : -1}
                onClick={() => onKey(key)}
                onContextMenu={(event) => {
                  if (!plus || key !== "0") return;
                  event.preventDefault();
                  onKey("+");
                }}
              >
                <span class="keypad__digit">{key}</span>{" "}
                <span class="keypad__letters">{letters === "+" && !plus ? "" : letters}</span>
              </button>
            </div>
          ))}
        </div>
      ))}
    </div>
  );
}

const steps: Readonly<Record<string, number>> = {
  ArrowLeft: -1,
  ArrowRight: 1,
  ArrowUp: -columns,
  ArrowDown: columns,
};

function focusFrom(grid: HTMLElement, step: number): void {
  const keys = [...grid.querySelectorAll<HTMLButtonElement>(".keypad__key")];
  const from = keys.findIndex((key) => key === document.activeElement);
  keys[from + step]?.focus();
}
