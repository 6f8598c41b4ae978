/** The one failure that is told as a toast: the newest. */
import { computed, type ReadonlySignal, signal } from "@preact/signals";
import type { Failure } from "../../common/errors.ts";

const shown = signal<Failure | null>(null);
const keychainSeen = signal(false);

export const notice: ReadonlySignal<Failure | null> = computed(() => shown.value);
/** The user has read that the keychain does not work. */
export const keychainNoticeSeen: ReadonlySignal<boolean> = computed(() => keychainSeen.value);

export function showFailure(failure: Failure): void {
  shown.value = failure;
}

export function dismissNotice(): void {
  shown.value = null;
}

export function dismissKeychainNotice(): void {
  keychainSeen.value = true;
}

/** For a new sign-in or a new start. */
export function resetNotices(): void {
  shown.value = null;
  keychainSeen.value = false;
}
