/** Trying out microphone and speaker. The media half is handed in by the root: the store never touches devices. */
import { computed, type ReadonlySignal, signal } from "@preact/signals";
import type { CallError } from "../../common/errors.ts";
import type { Result } from "../../common/result.ts";
import type { Dispose } from "../../common/scope.ts";

/** What the media half can do for the settings view. */
export interface AudioTest {
  startMicrophoneTest(onLevel: (level: number) => void): Promise<Result<Dispose, CallError>>;
  playTestTone(): Promise<void>;
}

type MicrophoneTest =
  | { readonly phase: "off" }
  | { readonly phase: "opening" }
  | { readonly phase: "on" }
  | { readonly phase: "failed"; readonly error: CallError };

let media: AudioTest | null = null;
let stop: Dispose | null = null;
let attempt = 0;
const test = signal<MicrophoneTest>({ phase: "off" });
const level = signal(0);
const tone = signal(false);

export const microphoneTest: ReadonlySignal<MicrophoneTest> = computed(() => test.value);
/** 0 to 1. */
export const microphoneLevel: ReadonlySignal<number> = computed(() => level.value);
export const tonePlaying: ReadonlySignal<boolean> = computed(() => tone.value);

export function provideAudioTest(provided: AudioTest): Dispose {
  media = provided;
  return () => {
    stopMicrophoneTest();
    media = null;
  };
}

/** Opens the microphone; only ever on the user's click. */
export async function startMicrophoneTest(): Promise<void> {
  if (media === null || test.peek().phase === "opening" || test.peek().phase === "on") return;
  const mine = (attempt += 1);
  test.value = { phase: "opening" };
  const started = await media.startMicrophoneTest((next) => {
    if (mine === attempt) level.value = next;
  });
  if (mine !== attempt) {
    if (started.ok) started.value();
    return;
  }
  if (started.ok) stop = started.value;
  test.value = started.ok ? { phase: "on" } : { phase: "failed", error: started.error };
}

/** Also while it still opens: what opens later is closed at once. */
export function stopMicrophoneTest(): void {
  attempt += 1;
  stop?.();
  stop = null;
  level.value = 0;
  test.value = { phase: "off" };
}

/** Plays the test sound; a second click while it plays does nothing. */
export async function playTestTone(): Promise<void> {
  if (media === null || tone.peek()) return;
  tone.value = true;
  try {
    await media.playTestTone();
  } finally {
    tone.value = false;
  }
}
