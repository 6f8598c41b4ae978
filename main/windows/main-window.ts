import { BrowserWindow, screen } from "electron/main";
import type { Clock } from "../../common/clock.ts";
import type { Log } from "../log/log.ts";
import type { Dispose } from "../../common/scope.ts";
import type { SettingsStore } from "../settings/settings-store.ts";
import { appOrigin } from "./asset-path.ts";
import type { MainWindowSight } from "./card-plan.ts";
import { minimumSize, placeOnScreens } from "./window-place.ts";

export interface MainWindowPorts {
  readonly preload: string;
  readonly settings: SettingsStore;
  readonly clock: Clock;
  readonly log: Log;
  /**
   * What closing the window does. hide: the tray brings it back. minimise: a call lives in the page and there is no tray;
   * closing must not hang up, nor leave an open microphone unseen.
   */
  readonly onClose: () => "hide" | "minimise" | "close";
  /** Start-up at login: only the tray. */
  readonly startHidden: boolean;
  /** The page crashed so often that reloading does not help. */
  readonly onHopeless: () => void;
}

const crashWindowMs = 60_000;
const crashesInWindow = 3;

/** The one window. It carries the views and the media of all calls. */
export class MainWindow {
  readonly #ports: MainWindowPorts;
  readonly #window: BrowserWindow;
  readonly #sightListeners = new Set<() => void>();
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

  get sight(): MainWindowSight {
    const window = this.browserWindow;
    if (window === null) return { visible: false, focused: false };
    return { visible: window.isVisible() && !window.isMinimized(), focused: window.isFocused() };
  }

  onSight(listener: () => void): Dispose {
    this.#sightListeners.add(listener);
    return () => this.#sightListeners.delete(listener);
  }

  /** A load that breaks off, as when the page crashes meanwhile, is taken up again by `#crashed`. */
  async load(): Promise<void> {
    try {
      await this.#window.loadURL(`${appOrigin}/index.html`);
    } catch (cause) {
      this.#ports.log.error("page not loaded", { cause: String(cause) });
    }
  }

  /** To the front, with the focus. */
  show(): void {
    if (this.#window.isDestroyed()) return;
    if (this.#window.isMinimized()) this.#window.restore();
    this.#window.show();
    this.#window.focus();
  }

  /** Asks for attention where the user sees the window: in the task bar, or in the dock. */
  flash(on: boolean): void {
    if (this.#window.isDestroyed() || (on && this.#window.isFocused())) return;
    this.#window.flashFrame(on);
  }

  #listen(): void {
    const window = this.#window;
    window.once("ready-to-show", () => {
      if (this.#ports.startHidden) return;
      if (this.#ports.settings.windowPlace?.maximized === true) window.maximize();
      window.show();
    });
    window.on("focus", () => window.flashFrame(false));
    window.on("close", (event) => {
      this.#ports.settings.placeWindow({ ...window.getNormalBounds(), maximized: window.isMaximized() });
      const closing = this.#ports.onClose();
      if (closing === "close") return;
      event.preventDefault();
      if (closing === "hide") window.hide();
      else window.minimize();
    });
    const seen = (): void => {
      for (const listener of [...this.#sightListeners]) listener();
    };
    window.on("focus", seen);
    window.on("blur", seen);
    window.on("show", seen);
    window.on("hide", seen);
    window.on("minimize", seen);
    window.on("restore", seen);
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
