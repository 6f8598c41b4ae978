/** Pictures for the user alone: the camera in the settings, a screen before it is shared. */
import { computed, type ReadonlySignal, signal } from "@preact/signals";
import type { CallError } from "../../common/errors.ts";
import type { Result } from "../../common/result.ts";
import type { Dispose } from "../../common/scope.ts";

interface Opened {
  readonly media: MediaStream;
  readonly close: Dispose;
}

/** What the media half can open on a gesture of the user. */
export interface PreviewSource {
  previewCamera(): Promise<Result<Opened, CallError>>;
  previewScreen(): Promise<Result<Opened, CallError>>;
}

type State =
  | { readonly phase: "off" }
  | { readonly phase: "opening" }
  | { readonly phase: "on"; readonly media: MediaStream }
  | { readonly phase: "failed"; readonly error: CallError };

/** One picture at a time: opening another, or closing, ends the one before, also while it still opens. */
export class Preview {
  readonly #open: (source: PreviewSource) => Promise<Result<Opened, CallError>>;
  readonly #state = signal<State>({ phase: "off" });
  #close: Dispose = () => {};
  #attempt = 0;
  #opening: Promise<unknown> = Promise.resolve();
  readonly state: ReadonlySignal<State> = computed(() => this.#state.value);

  constructor(open: (source: PreviewSource) => Promise<Result<Opened, CallError>>) {
    this.#open = open;
  }

  /** `allow` runs first and says whether there is anything to open. */
  async open(allow: () => Promise<boolean> = () => Promise.resolve(true)): Promise<void> {
    this.close();
    if (media === null) return;
    const mine = this.#attempt;
    this.#state.value = { phase: "opening" };
    if (!(await allow())) {
      if (mine === this.#attempt) this.#state.value = { phase: "off" };
      return;
    }
    if (mine !== this.#attempt) return;
    const opening = this.#open(media);
    this.#opening = opening;
    const opened = await opening;
    if (mine !== this.#attempt) {
      if (opened.ok) opened.value.close();
      return;
    }
    if (opened.ok) this.#close = opened.value.close;
    this.#state.value = opened.ok
      ? { phase: "on", media: opened.value.media }
      : { phase: "failed", error: opened.error };
  }

  /** When nothing is being opened any more: what was closed meanwhile has then been released too. */
  async settled(): Promise<void> {
    await this.#opening;
  }

  close(): void {
    this.#attempt += 1;
    this.#close();
    this.#close = () => {};
    this.#state.value = { phase: "off" };
  }
}

let media: PreviewSource | null = null;

export const cameraPreview = new Preview((source) => source.previewCamera());
export const screenPreview = new Preview((source) => source.previewScreen());

export function providePreviews(provided: PreviewSource): Dispose {
  media = provided;
  return () => {
    cameraPreview.close();
    screenPreview.close();
    media = null;
  };
}
