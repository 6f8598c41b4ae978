/** Main's state, mirrored. A snapshot replaces the one before it. */
import { computed, type ReadonlySignal, signal } from "@preact/signals";
import type {
  AccountState,
  MediaDevices,
  Registration,
  Settings,
  Snapshot,
} from "../../common/contract/state.ts";
import type { DesktopState, PendingLink } from "../../common/contract/desktop.ts";
import type { ShareState } from "../../common/contract/screen.ts";
import type { Host } from "../../common/contract/contract.ts";
import type { Capability } from "../../common/wire/token-server.ts";
import type { Dispose } from "../../common/scope.ts";

const latest = signal<Snapshot | null>(null);

/** The newest state, or null until main has answered for the first time. */
export const snapshot: ReadonlySignal<Snapshot | null> = computed(() => latest.value);
export const account: ReadonlySignal<AccountState | null> = computed(() => latest.value?.account ?? null);
export const registration: ReadonlySignal<Registration> = computed(
  () => latest.value?.registration ?? "offline",
);
export const settings: ReadonlySignal<Settings | null> = computed(() => latest.value?.settings ?? null);
/** May this be shown? What the server cannot do is not on the screen at all. */
export const can = (capability: Capability): boolean =>
  latest.value?.capabilities.includes(capability) ?? false;
/** How a number without country code is read, and which numbers are shown without one. */
export const region: ReadonlySignal<string> = computed(() => latest.value?.settings.region ?? "US");
export const share: ReadonlySignal<ShareState | null> = computed(() => latest.value?.share ?? null);
export const desktop: ReadonlySignal<DesktopState | null> = computed(() => latest.value?.desktop ?? null);
/** A link from outside that waits for the user's word. */
export const pendingLink: ReadonlySignal<PendingLink | null> = computed(() => desktop.value?.link ?? null);
export const version: ReadonlySignal<string> = computed(() => latest.value?.version ?? "");
const noDevices: MediaDevices = { microphones: [], speakers: [], cameras: [] };
export const devices: ReadonlySignal<MediaDevices> = computed(() => latest.value?.devices ?? noDevices);

/** Follows main: subscribes first and asks then, so that no change falls in between. Forgets everything when disposed. */
export function followSnapshots(host: Host): Dispose {
  let stopped = false;
  const unsubscribe = host.on("state.changed", take);
  void host.request("state.get", null).then((answer) => {
    if (answer.ok && !stopped) take(answer.value);
  });
  return () => {
    stopped = true;
    unsubscribe();
    latest.value = null;
  };
}

function take(next: Snapshot): void {
  const known = latest.peek();
  if (known === null || next.revision > known.revision) latest.value = next;
}
