import type { CdpSession } from "../chromium/connection.ts";
import type { WindowBounds } from "../chromium/protocol.ts";

const pollMs = 25;
const attempts = 40;

/**
 * The real window behind a BrowserWindow. Operations run one after the other, each until it has been seen to hold
 * twice: a window manager's late answer to one would otherwise undo the next.
 */
export class WindowBoundsQueue {
  readonly #root: CdpSession;
  #windowId: number | null = null;
  #tail: Promise<void>;

  /** `opened` resolves with Chromium's window id. */
  constructor(root: CdpSession, opened: Promise<number>) {
    this.#root = root;
    this.#tail = opened.then((id) => {
      this.#windowId = id;
    });
  }

  set(bounds: WindowBounds): void {
    this.#tail = this.#tail.then(() => this.#apply(bounds)).catch(() => undefined);
  }

  async #apply(bounds: WindowBounds): Promise<void> {
    const windowId = this.#windowId;
    for (let attempt = 0, held = 0; attempt < attempts && held < 2; attempt++) {
      if (attempt % 8 === 0) await this.#root.send("Browser.setWindowBounds", { windowId, bounds });
      await new Promise((resolve) => setTimeout(resolve, pollMs));
      const now = (await this.#root.send("Browser.getWindowBounds", { windowId })).bounds;
      const same = Object.entries(bounds).every(([key, value]) => now[key as keyof WindowBounds] === value);
      held = same ? held + 1 : 0;
    }
  }
}
