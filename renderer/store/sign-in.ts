/** Signing in: a form of its own, whose failures stay beside its fields. */
import { computed, type ReadonlySignal, signal } from "@preact/signals";
import type { Input } from "../../common/contract/contract.ts";
import type { Failure } from "../../common/errors.ts";
import { send } from "./host-port.ts";
import { resetNotices } from "./notices.ts";
import { account } from "./snapshot.ts";

const waiting = signal(false);
/** undefined: nothing was tried here yet, so what main says counts. */
const ownFailure = signal<Failure | null | undefined>(undefined);

export const signingIn: ReadonlySignal<boolean> = computed(
  () => waiting.value || account.value?.phase === "signing-in",
);

/** Why the last attempt failed, or why main ended the last session. */
export const signInFailure: ReadonlySignal<Failure | null> = computed(() => {
  if (signingIn.value) return null;
  if (ownFailure.value !== undefined) return ownFailure.value;
  return account.value?.phase === "signed-out" ? account.value.failure : null;
});

/** Tries to sign in; a second try before the first is answered does nothing. */
export async function signIn(input: Input<"account.sign-in">): Promise<void> {
  if (waiting.peek()) return;
  waiting.value = true;
  const answer = await send("account.sign-in", input);
  waiting.value = false;
  ownFailure.value = answer.ok ? undefined : answer.error;
  if (answer.ok) resetNotices();
}

/** Forgets the last attempt. */
export function resetSignIn(): void {
  waiting.value = false;
  ownFailure.value = undefined;
}
