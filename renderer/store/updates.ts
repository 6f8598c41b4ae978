/** New versions of the app: what main tells of them, and what is offered where. */
import { computed, type ReadonlySignal, signal } from "@preact/signals";
import { isLive } from "../../common/call/call-view.ts";
import type { UpdateState } from "../../common/contract/updates.ts";
import { calls } from "./calls.ts";
import { snapshot } from "./snapshot.ts";

const laterVersion = signal<string | null>(null);

export const update: ReadonlySignal<UpdateState | null> = computed(() => snapshot.value?.update ?? null);

/** Main does not restart under a call: nothing of it is offered then. */
export const canRestart: ReadonlySignal<boolean> = computed(() => !calls.value.some(isLive));

/** The version to tell of unasked: ready, not in a call, and not put off by the user. */
export const offeredVersion: ReadonlySignal<string | null> = computed(() => {
  const state = update.value;
  if (state?.phase !== "ready" || !canRestart.value || state.version === laterVersion.value) return null;
  return state.version;
});

/** It stays in the settings, and is put in place on quitting. */
export function updateLater(): void {
  laterVersion.value = offeredVersion.value;
}

/** For a new start. */
export function resetUpdates(): void {
  laterVersion.value = null;
}
