import type { ComponentChildren, TargetedInputEvent, VNode } from "preact";

interface Props {
  readonly id: string;
  readonly label: string;
  readonly value: string;
  readonly onInput: (value: string) => void;
  /** Hides what is typed. */
  readonly masked?: boolean;
  readonly autoComplete?: string;
  readonly hint?: string;
  /** Shown in place of the hint and read with the field. */
  readonly error?: string | undefined;
  /** The value is part of what failed, without a text of its own. */
  readonly invalid?: boolean;
  /** Something inside the field's right edge. */
  readonly end?: ComponentChildren;
}

export function TextField(props: Props): VNode {
  const { id, label, value, onInput, masked = false, hint, error, end } = props;
  const note = error ?? hint;
  const noteId = `${id}-note`;
  const attributes = {
    id,
    class: "field__input",
    value,
    autocomplete: props.autoComplete,
    autocapitalize: "none" as const,
    spellcheck: false,
    "aria-invalid": error !== undefined || props.invalid === true ? ("true" as const) : undefined,
    "aria-describedby": note === undefined ? undefined : noteId,
    onInput: (event: TargetedInputEvent<HTMLInputElement>): void => onInput(event.currentTarget.value),
  };
  return (
    <div class="field">
      <label class="field__label" for={id}>
        {label}
      </label>
      <div class="field__box">
        {masked ? <input {...attributes} type="password" /> : <input {...attributes} type="text" />}
        {end}
      </div>
      {note !== undefined && (
        <p id={noteId} class={error === undefined ? "field__note" : "field__note field__note--error"}>
          {note}
        </p>
      )}
    </div>
  );
}
