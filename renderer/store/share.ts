/** Sharing a screen: the picker's state on this page, and what main says is shared. */
import { computed, type ReadonlySignal, signal } from "@preact/signals";
import type { ShareMode } from "../../common/contract/media.ts";
import type { ScreenSource, ShareState } from "../../common/contract/screen.ts";
import type { Failure } from "../../common/errors.ts";
import type { CallId, SourceId } from "../../common/ids.ts";
import { send } from "./host-port.ts";
import { showFailure } from "./notices.ts";
import { screenPreview } from "./previews.ts";
import { snapshot } from "./snapshot.ts";

type Listing =
  | { readonly phase: "loading" }
  | { readonly phase: "listed"; readonly sources: readonly ScreenSource[]; readonly canShareSound: boolean }
  | { readonly phase: "failed"; readonly error: Failure };

interface Picking {
  readonly call: CallId;
  readonly listing: Listing;
  readonly chosen: SourceId | null;
  readonly mode: ShareMode;
  readonly sound: boolean;
}

const picker = signal<Picking | null>(null);

export const picking: ReadonlySignal<Picking | null> = computed(() => picker.value);
/** What we share now, into whichever call. */
export const share: ReadonlySignal<ShareState | null> = computed(() => snapshot.value?.share ?? null);

/** The user's gesture: only now is anything listed. */
export async function openPicker(call: CallId): Promise<void> {
  const current = share.peek();
  const mode = current?.mode ?? "text";
  picker.value = { call, listing: { phase: "loading" }, chosen: null, mode, sound: current?.sound ?? false };
  const listed = await send("screen.sources", null);
  change({
    listing: listed.ok ? { phase: "listed", ...listed.value } : { phase: "failed", error: listed.error },
  });
}

export function closePicker(): void {
  screenPreview.close();
  picker.value = null;
}

/** Shows the source live, to the user alone. */
export function previewSource(source: SourceId): void {
  change({ chosen: source });
  void screenPreview.open(async () => {
    const armed = await send("screen.preview", { source });
    if (!armed.ok) showFailure(armed.error);
    return armed.ok;
  });
}

export function pickMode(mode: ShareMode): void {
  change({ mode });
}

export function pickSound(sound: boolean): void {
  change({ sound });
}

/** Shares what is chosen; while sharing into this call already, the new source takes the old one's place. */
export async function shareChosen(source: SourceId): Promise<void> {
  const now = picker.peek();
  if (now === null) return;
  // The preview has to be gone first: main arms one capture at a time.
  closePicker();
  await screenPreview.settled();
  const started = await send("screen.share", { call: now.call, source, mode: now.mode, sound: now.sound });
  if (!started.ok) showFailure(started.error);
}

export function setShareMode(mode: ShareMode): void {
  void tell("screen.mode", { mode });
}

export function pauseShare(paused: boolean): void {
  void tell("screen.pause", { paused });
}

export function stopShare(): void {
  void tell("screen.stop", null);
}

async function tell(...[name, input]: Parameters<typeof send>): Promise<void> {
  const answer = await send(name, input);
  if (!answer.ok) showFailure(answer.error);
}

function change(part: Partial<Picking>): void {
  if (picker.peek() !== null) picker.value = { ...(picker.peek() as Picking), ...part };
}
