import { useSignal } from "@preact/signals";
import type { VNode } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { KeychainProblem } from "../../../common/contract/state.ts";
import type { FailureCode } from "../../../common/errors.ts";
import { signIn, signInFailure, signingIn } from "../../store/sign-in.ts";
import { settings } from "../../store/snapshot.ts";
import { text } from "../../strings/en.ts";
import { failureText } from "../../strings/failures.ts";
import { Button } from "../../ui/button.tsx";
import { NoticeBox } from "../../ui/notice-box.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { Entrance } from "./entrance.tsx";
import { PasswordField } from "./password-field.tsx";
import { ServerField } from "./server-field.tsx";

const words = text.signIn;
const aboutServer: readonly FailureCode[] = [
  "server-unreachable",
  "server-unreadable",
  "server-address-invalid",
];

/** The form keeps what was typed through a failed attempt. */
export function SignIn({ keychain }: { readonly keychain: KeychainProblem | null }): VNode {
  const username = useSignal(settings.value?.username ?? "");
  const password = useSignal("");
  const server = useSignal(settings.value?.server ?? "");
  const tried = useSignal(false);
  const form = useRef<HTMLFormElement>(null);
  const failure = signInFailure.value;
  const serverFailed = failure !== null && aboutServer.includes(failure.code);
  const missing = {
    username: tried.value && username.value.trim() === "" ? words.usernameMissing : undefined,
    password: tried.value && password.value === "" ? words.passwordMissing : undefined,
    server: tried.value && server.value.trim() === "" ? words.serverMissing : undefined,
  };

  useFirstFocus(form);
  useFocusOnFailure(form, failure?.code ?? null);

  const submit = (event: Event): void => {
    event.preventDefault();
    tried.value = true;
    const input = { server: server.value.trim(), username: username.value.trim(), password: password.value };
    if (input.server === "" || input.username === "" || input.password === "") focusFirstEmpty(form.current);
    else void signIn(input);
  };

  return (
    <Entrance>
      <form ref={form} class="entrance__box" noValidate onSubmit={submit} aria-labelledby="sign-in-title">
        <h1 id="sign-in-title" class="entrance__title">
          {words.title}
        </h1>
        <p class="entrance__lead">{words.lead}</p>
        {failure !== null && (
          <NoticeBox
            tone="danger"
            alert
            title={failureText(failure).what}
            detail={failureText(failure).remedy}
          />
        )}
        {keychain !== null && (
          <NoticeBox
            tone="caution"
            icon="info"
            title={text.keychain[keychain].title}
            detail={text.keychain[keychain].detail}
          />
        )}
        <TextField
          id="username"
          label={words.username}
          value={username.value}
          autoComplete="username"
          error={missing.username}
          invalid={failure?.code === "wrong-password"}
          onInput={(value) => (username.value = value)}
        />
        <PasswordField
          value={password.value}
          error={missing.password}
          invalid={failure?.code === "wrong-password"}
          onInput={(value) => (password.value = value)}
        />
        <Button kind="primary" size="large" wide submit busy={signingIn.value}>
          {signingIn.value ? words.submitting : words.submit}
        </Button>
        <ServerField
          value={server.value}
          open={serverFailed || settings.value?.server === "" || missing.server !== undefined}
          error={missing.server}
          invalid={serverFailed}
          onInput={(value) => (server.value = value)}
        />
      </form>
    </Entrance>
  );
}

type FormRef = { readonly current: HTMLFormElement | null };

/** The first empty field is where the user types first. */
function useFirstFocus(form: FormRef): void {
  useEffect(() => focusFirstEmpty(form.current), [form]);
}

function useFocusOnFailure(form: FormRef, code: FailureCode | null): void {
  useEffect(() => {
    if (code === null || form.current === null) return;
    if (code === "wrong-password") form.current.querySelector<HTMLInputElement>("#password")?.select();
    else if (aboutServer.includes(code)) form.current.querySelector<HTMLInputElement>("#server")?.focus();
  }, [form, code]);
}

function focusFirstEmpty(form: HTMLFormElement | null): void {
  const fields = [...(form?.querySelectorAll("input") ?? [])];
  fields.find((field) => field.value.trim() === "")?.focus();
}
