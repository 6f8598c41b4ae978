/**
 * What of live media can be seen, and who talks. The media half is handed in by the root: the store never touches
 * devices or peer connections.
 */
import { computed, type ReadonlySignal, signal } from "@preact/signals";
import { streamAlias } from "../../common/contract/media.ts";
import type { Dispose } from "../../common/scope.ts";

/** A stream of somebody else that reaches us. */
interface RemoteShow {
  /** Whose, as the service says; null when it does not say. */
  readonly participantId: string | null;
  readonly alias: string | null;
  readonly media: MediaStream;
}

interface Shown {
  readonly remote: readonly RemoteShow[];
  readonly own: readonly { readonly alias: string; readonly media: MediaStream }[];
  readonly speaking: ReadonlySet<string>;
  readonly selfSpeaking: boolean;
}

export interface StageSource {
  /** Tells the present state at once, and then every change. */
  watchStage(listener: (stage: Shown) => void): Dispose;
}

const nothing: Shown = { remote: [], own: [], speaking: new Set(), selfSpeaking: false };
const shown = signal<Shown>(nothing);

export function provideStage(media: StageSource): Dispose {
  const stop = media.watchStage((stage) => (shown.value = stage));
  return () => {
    stop();
    shown.value = nothing;
  };
}

/** Participants who talk now. */
export const speaking: ReadonlySignal<ReadonlySet<string>> = computed(() => shown.value.speaking);
export const selfSpeaking: ReadonlySignal<boolean> = computed(() => shown.value.selfSpeaking);

/** Their camera's picture, while it reaches us. */
export const cameraOf = (participantId: string | null): MediaStream | null =>
  remote(participantId, streamAlias.camera);

/** The screen that they share. */
export const screenOf = (participantId: string | null): MediaStream | null =>
  remote(participantId, streamAlias.screen);

const own = (alias: string): MediaStream | null =>
  shown.value.own.findLast((show) => show.alias === alias)?.media ?? null;

/** What others see of us. */
export const ownCamera: ReadonlySignal<MediaStream | null> = computed(() => own(streamAlias.camera));
export const ownScreen: ReadonlySignal<MediaStream | null> = computed(() => own(streamAlias.screen));

function remote(participantId: string | null, alias: string): MediaStream | null {
  if (participantId === null) return null;
  const of = (show: RemoteShow): boolean => show.participantId === participantId && show.alias === alias;
  // A member who has come back has the newest last.
  return shown.value.remote.findLast(of)?.media ?? null;
}
