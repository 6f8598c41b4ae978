import { BrowserWindow, type Display, screen } from "electron/main";
import type { ShareState } from "../../common/contract/screen.ts";
import type { Log } from "../log/log.ts";
import { appOrigin } from "./asset-path.ts";
import { type CardName, cardNames } from "./card-plan.ts";

interface CardShape {
  readonly width: number;
  readonly height: number;
  /** Where on its screen, in the user's work area. */
  readonly corner: "bottom-right" | "top-centre";
  /** Not in a picture of the screen: a bar about the share in the share helps nobody. */
  readonly keptOut: boolean;
}

const shapes: Readonly<Record<CardName, CardShape>> = {
  incoming: { width: 380, height: 150, corner: "bottom-right", keptOut: true },
  mini: { width: 300, height: 88, corner: "bottom-right", keptOut: true },
  "share-bar": { width: 360, height: 48, corner: "top-centre", keptOut: true },
};
const marginPx = 16;

export interface CardWindowsPorts {
  readonly preload: string;
  readonly log: Log;
}

/** The small windows: always on top, never in the task bar, and never with the keyboard focus unless the user clicks. */
export class CardWindows {
  readonly #ports: CardWindowsPorts;
  readonly #windows = new Map<CardName, BrowserWindow>();

  constructor(ports: CardWindowsPorts) {
    this.#ports = ports;
  }

  get open(): readonly BrowserWindow[] {
    return [...this.#windows.values()].filter((window) => !window.isDestroyed());
  }

  /** Opens what is missing, closes what is not wanted any more. */
  update(plan: Readonly<Record<CardName, boolean>>, share: ShareState | null): void {
    for (const name of cardNames) {
      const window = this.#windows.get(name);
      if (plan[name] && (window === undefined || window.isDestroyed())) this.#show(name, share);
      else if (!plan[name] && window !== undefined) this.#close(name, window);
    }
  }

  closeAll(): void {
    for (const [name, window] of [...this.#windows]) this.#close(name, window);
  }

  #show(name: CardName, share: ShareState | null): void {
    const { width, height, corner, keptOut } = shapes[name];
    const window = new BrowserWindow({
      width,
      height,
      ...placeOn(displayFor(name, share), { width, height, corner }),
      title: "Deskline",
      show: false,
      frame: false,
      resizable: false,
      minimizable: false,
      maximizable: false,
      fullscreenable: false,
      skipTaskbar: true,
      alwaysOnTop: true,
      webPreferences: {
        preload: this.#ports.preload,
        sandbox: true,
        contextIsolation: true,
        nodeIntegration: false,
        webSecurity: true,
        webviewTag: false,
        spellcheck: false,
        backgroundThrottling: false,
      },
    });
    this.#windows.set(name, window);
    window.setAlwaysOnTop(true, "floating");
    window.setVisibleOnAllWorkspaces(true);
    if (keptOut) window.setContentProtection(true);
    window.once("ready-to-show", () => window.showInactive());
    window.webContents.on("render-process-gone", (_event, { reason }) => {
      this.#ports.log.warn("card gone", { name, reason });
      this.#close(name, window);
    });
    window.loadURL(`${appOrigin}/card.html#${name}`).catch((cause: unknown) => {
      this.#ports.log.warn("card not loaded", { name, cause: String(cause) });
    });
  }

  #close(name: CardName, window: BrowserWindow): void {
    if (this.#windows.get(name) === window) this.#windows.delete(name);
    if (!window.isDestroyed()) window.destroy();
  }
}

/** The share bar is on the screen that is shared; the others where the user works. */
function displayFor(name: CardName, share: ShareState | null): Display {
  if (name === "share-bar" && share?.source.kind === "screen") {
    const id = share.source.id.split(":")[1];
    const shared = screen.getAllDisplays().find((display) => String(display.id) === id);
    if (shared !== undefined) return shared;
  }
  return screen.getDisplayNearestPoint(screen.getCursorScreenPoint());
}

function placeOn(
  { workArea }: Display,
  { width, height, corner }: Pick<CardShape, "width" | "height" | "corner">,
): { x: number; y: number } {
  if (corner === "top-centre") {
    return { x: Math.round(workArea.x + (workArea.width - width) / 2), y: workArea.y + marginPx };
  }
  return {
    x: workArea.x + workArea.width - width - marginPx,
    y: workArea.y + workArea.height - height - marginPx,
  };
}
