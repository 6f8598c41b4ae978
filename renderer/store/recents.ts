/** Calls that are over, as main keeps them. */
import { computed, type ReadonlySignal } from "@preact/signals";
import { isSameRemote } from "../../common/call/remote.ts";
import type { Remote } from "../../common/call/call.ts";
import type { Recent } from "../../common/contract/state.ts";
import { snapshot } from "./snapshot.ts";

/** Newest first. */
export const recents: ReadonlySignal<readonly Recent[]> = computed(() => snapshot.value?.recents ?? []);

/** Missed calls that the user has not looked at. */
export const unseen: ReadonlySignal<number> = computed(
  () => recents.value.filter((recent) => recent.unseen).length,
);

export const recentsWith = (remote: Remote): readonly Recent[] =>
  recents.value.filter((recent) => isSameRemote(recent.remote, remote));
