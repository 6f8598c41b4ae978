/** The one thing that is told as a toast: the newest failure of a request, or what main raised by itself. */
import { computed, type ReadonlySignal, signal } from "@preact/signals";
import type { Host } from "../../common/contract/contract.ts";
import type { Notice } from "../../common/contract/notice.ts";
import type { Failure } from "../../common/errors.ts";
import type { Dispose } from "../../common/scope.ts";

/** A failure of what the user asked for, or something that they should know unasked. */
export type Told =
  | { readonly kind: "failure"; readonly failure: Failure }
  | { readonly kind: "notice"; readonly notice: Exclude<Notice, { code: "failed" }> };

const shown = signal<Told | null>(null);
const keychainSeen = signal(false);

export const notice: ReadonlySignal<Told | null> = computed(() => shown.value);
/** The user has read that the keychain does not work. */
export const keychainNoticeSeen: ReadonlySignal<boolean> = computed(() => keychainSeen.value);

export function showFailure(failure: Failure): void {
  shown.value = { kind: "failure", failure };
}

/** Main tells of its own accord. What failed in the background is told like any failure. */
export function followNotices(host: Host): Dispose {
  return host.on("notice.raised", (notice) => {
    if (notice.code === "failed") showFailure(notice.error);
    else shown.value = { kind: "notice", notice };
  });
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
