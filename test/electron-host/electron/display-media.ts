/** `getDisplayMedia` of a page, decided by the app's `setDisplayMediaRequestHandler`. */
import type { DisplayMediaAnswer, DisplayMediaAsk } from "../world/protocol.ts";
import type { ScreenCapture } from "./screen-capture.ts";
import type { HostSession, PermissionContext } from "./session.ts";

const refused = (name: string, message: string): DisplayMediaAnswer => ({ ok: false, name, message });

/** One capture is started at a time, as there is one title to tell Chromium by. */
export class DisplayMedia {
  readonly #session: HostSession;
  readonly #capture: ScreenCapture;
  readonly #starting = new Map<number, () => void>();
  #turn: Promise<void> = Promise.resolve();
  #lastId = 0;

  constructor(session: HostSession, capture: ScreenCapture) {
    this.#session = session;
    this.#capture = capture;
  }

  /** `gone` is aborted when the page is: it will not say then that it has started. */
  async request(
    ask: DisplayMediaAsk,
    context: PermissionContext,
    gone: AbortSignal,
  ): Promise<DisplayMediaAnswer> {
    const { video, audio } = ask;
    const granted = await this.#session.isGranted({ permission: "display-capture", video, audio }, context);
    if (!granted) return refused("NotAllowedError", "Permission denied");
    if (!this.#session.hasDisplayMediaHandler) return refused("NotSupportedError", "Not supported");
    const source = await this.#session.chooseDisplayMedia(ask, context);
    if (source === null) return refused("NotAllowedError", "Permission denied");
    return this.#start(source, gone);
  }

  async #start(source: string, gone: AbortSignal): Promise<DisplayMediaAnswer> {
    const before = this.#turn;
    let free = (): void => {};
    this.#turn = new Promise((resolve) => (free = resolve));
    await before;
    const armed = await this.#capture.arm(source);
    if (armed === null || gone.aborted) {
      void armed?.disarm();
      free();
      return refused("NotReadableError", "Could not start video source");
    }
    const id = ++this.#lastId;
    const end = (): void => {
      if (this.#starting.delete(id)) void armed.disarm().finally(free);
    };
    this.#starting.set(id, end);
    gone.addEventListener("abort", end, { once: true });
    return { ok: true, id, ...armed.constraints };
  }

  /** The page has its capture, or Chromium refused it. */
  started(id: number): void {
    this.#starting.get(id)?.();
  }
}
