/** Every surface of the operating system besides the main window: a snapshot goes in, intents come out. */
import { app, globalShortcut, powerSaveBlocker } from "electron/main";
import { activeCall, isIncoming, isLive } from "../../common/call/call-view.ts";
import type { Clock } from "../../common/clock.ts";
import type { DesktopState } from "../../common/contract/desktop.ts";
import type { Snapshot } from "../../common/contract/state.ts";
import type { CallId } from "../../common/ids.ts";
import type { Log } from "../log/log.ts";
import { TraySurface } from "../tray/electron-tray.ts";
import { trayView, type TrayIntent } from "../tray/tray-view.ts";
import { cardPlan } from "../windows/card-plan.ts";
import { CardWindows } from "../windows/card-windows.ts";
import type { MainWindow } from "../windows/main-window.ts";
import { GlobalShortcuts } from "./global-shortcuts.ts";

export interface DesktopPorts {
  readonly window: MainWindow;
  readonly preload: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly platform: NodeJS.Platform;
  readonly onIntent: (intent: TrayIntent) => void;
  /** The desktop's own part of the snapshot is another one now. */
  readonly onChange: () => void;
}

export class Desktop {
  readonly #ports: DesktopPorts;
  readonly #tray: TraySurface;
  readonly #shortcuts: GlobalShortcuts;
  readonly cards: CardWindows;
  #latest: Snapshot | null = null;
  #awake: number | null = null;
  #ringing = false;

  constructor(ports: DesktopPorts) {
    const { clock, log, platform, onIntent } = ports;
    this.#ports = ports;
    this.#tray = new TraySurface({ clock, log, platform, onIntent });
    this.cards = new CardWindows(ports);
    this.#shortcuts = new GlobalShortcuts(
      globalShortcut,
      {
        accept: () => this.#onFirst((snapshot) => snapshot.calls.find(isIncoming)?.id, "accept"),
        hangUp: () => this.#declineOrHangUp(),
        mute: () => this.#mute(),
      },
      log,
    );
    ports.window.onSight(() => this.#place());
  }

  get hasTray(): boolean {
    return this.#tray.exists;
  }

  get shortcuts(): DesktopState["shortcuts"] {
    return this.#shortcuts.state;
  }

  update(snapshot: Snapshot): void {
    this.#latest = snapshot;
    this.#tray.update(trayView(snapshot));
    this.#place();
    const live = snapshot.calls.some(isLive);
    this.#keepAwake(activeCall(snapshot.calls) !== undefined);
    this.#ring(snapshot.calls.some(isIncoming) && !snapshot.settings.doNotDisturb);
    app.setBadgeCount(snapshot.recents.filter(({ unseen }) => unseen).length);
    if (this.#shortcuts.update(live && snapshot.settings.globalShortcuts)) this.#ports.onChange();
  }

  /** Before quitting: nothing of ours stays on the screen. */
  end(): void {
    this.#latest = null;
    this.#keepAwake(false);
    this.#shortcuts.release();
    this.cards.closeAll();
    this.#tray.destroy();
  }

  #place(): void {
    if (this.#latest === null) return;
    this.cards.update(cardPlan(this.#latest, this.#ports.window.sight), this.#latest.share);
  }

  /** The display stays on while somebody talks, and only then. */
  #keepAwake(wanted: boolean): void {
    if (wanted === (this.#awake !== null)) return;
    if (this.#awake === null) this.#awake = powerSaveBlocker.start("prevent-display-sleep");
    else {
      powerSaveBlocker.stop(this.#awake);
      this.#awake = null;
    }
  }

  #ring(rings: boolean): void {
    if (rings === this.#ringing) return;
    this.#ringing = rings;
    this.#ports.window.flash(rings);
  }

  #onFirst(find: (snapshot: Snapshot) => CallId | undefined, type: "accept" | "decline" | "hang-up"): void {
    const call = this.#latest === null ? undefined : find(this.#latest);
    if (call !== undefined) this.#ports.onIntent({ type, call });
  }

  /** As the same keys do in the window: what rings is declined first. */
  #declineOrHangUp(): void {
    if (this.#latest?.calls.some(isIncoming) === true) {
      return this.#onFirst((snapshot) => snapshot.calls.find(isIncoming)?.id, "decline");
    }
    this.#onFirst((snapshot) => activeCall(snapshot.calls)?.id, "hang-up");
  }

  #mute(): void {
    const call = this.#latest === null ? undefined : activeCall(this.#latest.calls);
    if (call !== undefined) this.#ports.onIntent({ type: "mute", call: call.id, on: !call.muted });
  }
}
