/** The calls of the newest snapshot, sorted by what a screen does with them. */
import { computed, type ReadonlySignal } from "@preact/signals";
import type { Call, CallIn, EndReason, LiveCall } from "../../common/call/call.ts";
import { activeCall, isIncoming, isLive, isMissed } from "../../common/call/call-view.ts";
import { snapshot } from "./snapshot.ts";

export const calls: ReadonlySignal<readonly Call[]> = computed(() => snapshot.value?.calls ?? []);

/** The call that holds the microphone, or is about to. */
export const active: ReadonlySignal<LiveCall | null> = computed(() => activeCall(calls.value) ?? null);

/** Calls that wait, oldest first. */
export const heldCalls: ReadonlySignal<readonly LiveCall[]> = computed(() =>
  calls.value.filter(isLive).filter((call) => call.held),
);

/** Calls that ring here, oldest first. */
export const incoming: ReadonlySignal<readonly CallIn<"ringing">[]> = computed(() =>
  calls.value.filter(isIncoming).sort((a, b) => a.startedAt - b.startedAt),
);

const endedCalls = computed(() => calls.value.filter((call) => call.phase === "ended"));

/** Calls that another device of ours took over; shown for a moment. */
export const elsewhere: ReadonlySignal<readonly CallIn<"ended">[]> = computed(() =>
  endedCalls.value.filter(({ reason }) => isElsewhere(reason)),
);

/** The one call with a view of its own: the active one, else one that waits, else the one that ended last and is worth a word. */
export const stageCall: ReadonlySignal<LiveCall | CallIn<"ended"> | null> = computed(
  () => active.value ?? heldCalls.value.at(0) ?? lastEnded.value,
);

const lastEnded = computed(
  () =>
    endedCalls.value
      .filter((call) => !isMissed(call) && lingerMs(call.reason) === null)
      .sort((a, b) => b.endedAt - a.endedAt)
      .at(0) ?? null,
);

/** How long an ended call stays by itself, in ms; null: until the user is done with it. */
export function lingerMs(reason: EndReason): number | null {
  if (isElsewhere(reason)) return 2_000;
  if (reason.code === "merged" || reason.code === "signed-out") return 0;
  return reason.code === "declined" && reason.by === "us" ? 0 : null;
}

function isElsewhere({ code }: EndReason): boolean {
  return code === "answered-elsewhere" || code === "declined-elsewhere";
}
