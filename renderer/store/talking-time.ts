/** The clock of the call timer; it runs only while somebody talks. */
import { computed, effect, type ReadonlySignal, signal } from "@preact/signals";
import { talkingMs } from "../../common/call/call-view.ts";
import type { Clock } from "../../common/clock.ts";
import type { Dispose } from "../../common/scope.ts";
import { active, stageCall } from "./calls.ts";

const now = signal(0);

/** Talking time of the call on the screen, in ms; null before the first sound. */
export const talkingTime: ReadonlySignal<number | null> = computed(() =>
  stageCall.value === null ? null : talkingMs(stageCall.value, now.value),
);

const connectedAt = computed(() =>
  active.value !== null && "connectedAt" in active.value ? active.value.connectedAt : null,
);

/** Moves the clock on at every full second of the call. */
export function tick(clock: Clock): Dispose {
  return effect(() => {
    const since = connectedAt.value;
    if (since === null) return;
    let cancel: Dispose = () => {};
    const next = (): void => {
      const at = clock.now();
      now.value = at;
      cancel = clock.after(1_000 - (Math.max(0, at - since) % 1_000), next);
    };
    next();
    return () => cancel();
  });
}
