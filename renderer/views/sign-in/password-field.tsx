import { useSignal } from "@preact/signals";
import type { VNode } from "preact";
import { text } from "../../strings/en.ts";
import { IconButton } from "../../ui/icon-button.tsx";
import { TextField } from "../../ui/text-field.tsx";

interface Props {
  readonly value: string;
  readonly error: string | undefined;
  readonly invalid: boolean;
  readonly onInput: (value: string) => void;
}

export function PasswordField({ value, error, invalid, onInput }: Props): VNode {
  const visible = useSignal(false);
  return (
    <TextField
      id="password"
      label={text.signIn.password}
      masked={!visible.value}
      value={value}
      autoComplete="current-password"
      error={error}
      invalid={invalid}
      onInput={onInput}
      end={
        <IconButton
          icon={visible.value ? "eye-off" : "eye"}
          label={visible.value ? text.signIn.hidePassword : text.signIn.showPassword}
          onPress={() => (visible.value = !visible.value)}
        />
      }
    />
  );
}
