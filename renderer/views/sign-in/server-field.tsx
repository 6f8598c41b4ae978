import { useSignal } from "@preact/signals";
import type { VNode } from "preact";
import { useEffect } from "preact/hooks";
import { text } from "../../strings/en.ts";
import { serverName } from "../../strings/format.ts";
import { Icon } from "../../ui/icon.tsx";
import { TextField } from "../../ui/text-field.tsx";

interface Props {
  readonly value: string;
  /** Something is wrong or missing here: it opens by itself, and then stays as the user leaves it. */
  readonly open: boolean;
  readonly error: string | undefined;
  readonly invalid: boolean;
  readonly onInput: (value: string) => void;
}

/** The server address, out of the way as long as it works. */
export function ServerField({ value, open, error, invalid, onInput }: Props): VNode {
  const shown = useSignal(open);
  useEffect(() => {
    if (open) shown.value = true;
  }, [open, shown]);
  return (
    <div class="server-field">
      <button
        type="button"
        class="server-field__toggle"
        aria-expanded={shown.value}
        aria-controls="server-details"
        onClick={() => (shown.value = !shown.value)}
      >
        <span>{text.signIn.server}</span>
        <span class="server-field__name">{serverName(value)}</span>
        <Icon name="chevron-down" size={16} />
      </button>
      <div id="server-details" hidden={!shown.value}>
        <TextField
          id="server"
          label={text.signIn.serverAddress}
          value={value}
          hint={text.signIn.serverHint}
          error={error}
          invalid={invalid}
          onInput={onInput}
        />
      </div>
    </div>
  );
}
