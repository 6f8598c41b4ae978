import { BrowserWindow, screen } from "electron/main";
import type { Clock } from "../../common/clock.ts";
import type { Log } from "../log/log.ts";
import type { SettingsStore } from "../settings/settings-store.ts";
import { appOrigin } from "./asset-path.ts";
import { minimumSize, placeOnScreens } from "./window-place.ts";

export interface MainWindowPorts {
  readonly preload: string;
  readonly settings: SettingsStore;
  readonly clock: Clock;
  readonly log: Log;
  /** A call lives in the page: closing the window puts it away, but must not hang up, nor leave an open microphone unseen. */
  readonly keepAlive: () => boolean;
  /** The page crashed so often that reloading does not help. */
  readonly onHopeless: () => void;
}

const crashWindowMs = 60_000;
const crashesInWindow = 3;

/** The one window. It carries the views and the media of all calls. */
export class MainWindow {
  readonly #ports: MainWindowPorts;
  readonly #window: BrowserWindow;
  #crashes: number[] = [];

  constructor(ports: MainWindowPorts) {
    this.#ports = ports;
    const areas = screen.getAllDisplays().map((display) => display.workArea);
    this.#window = new BrowserWindow({
      ...placeOnScreens(ports.settings.windowPlace, areas),
      minWidth: minimumSize.width,
      minHeight: minimumSize.height,
      title: "Deskline",
      show: false,
      autoHideMenuBar: true,
      webPreferences: {
        preload: ports.preload,
        sandbox: true,
        contextIsolation: true,
        nodeIntegration: false,
        webSecurity: true,
        webviewTag: false,
        spellcheck: false,
        backgroundThrottling: false,
      },
    });
    this.#listen();
  }

  get browserWindow(): BrowserWindow | null {
    return this.#window.isDestroyed() ? null : this.#window;
  }

  async load(): Promise<void> {
    await this.#window.loadURL(`${appOrigin}/index.html`);
  }

  /** To the front, with the focus. */
  show(): void {
    if (this.#window.isDestroyed()) return;
    if (this.#window.isMinimized()) this.#window.restore();
    this.#window.show();
    this.#window.focus();
  }

  /** Visible and asking for attention, without taking the focus from what the user types into. */
  alert(): void {
    if (this.#window.isDestroyed() || this.#window.isFocused()) return;
    this.#window.showInactive();
    this.#window.flashFrame(true);
  }

  #listen(): void {
    const window = this.#window;
    window.once("ready-to-show", () => {
      if (this.#ports.settings.windowPlace?.maximized === true) window.maximize();
      window.show();
    });
    window.on("focus", () => window.flashFrame(false));
    window.on("close", (event) => {
      this.#ports.settings.placeWindow({ ...window.getNormalBounds(), maximized: window.isMaximized() });
      if (!this.#ports.keepAlive()) return;
      event.preventDefault();
      window.minimize();
    });
    window.webContents.on("render-process-gone", (_event, details) => this.#crashed(details.reason));
  }

  /** Main keeps the calls, so a fresh page takes them up again. */
  #crashed(reason: string): void {
    const now = this.#ports.clock.now();
    this.#crashes = [...this.#crashes.filter((at) => now - at < crashWindowMs), now];
    this.#ports.log.error("page gone", { reason, count: this.#crashes.length });
    if (this.#crashes.length > crashesInWindow) this.#ports.onHopeless();
    else if (!this.#window.isDestroyed()) this.#window.webContents.reload();
  }
}
