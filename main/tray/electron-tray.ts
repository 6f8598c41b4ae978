import { type NativeImage, nativeImage } from "electron/common";
import { Menu, type MenuItemConstructorOptions, Tray } from "electron/main";
import type { Clock } from "../../common/clock.ts";
import type { Dispose } from "../../common/scope.ts";
import type { Log } from "../log/log.ts";
import { menuLabel } from "../strings/foreign-text.ts";
import { trayPicture } from "./tray-pictures.ts";
import type { TrayIcon, TrayIntent, TrayItem, TrayView } from "./tray-view.ts";

/** A ringing icon changes once a second, not faster: it is seen from the corner of the eye. */
const blinkMs = 1_000;

export interface TraySurfacePorts {
  readonly clock: Clock;
  readonly log: Log;
  readonly platform: NodeJS.Platform;
  readonly onIntent: (intent: TrayIntent) => void;
}

/** The icon in the system's tray and its menu. On a system without a tray it is simply not there. */
export class TraySurface {
  readonly #ports: TraySurfacePorts;
  readonly #tray: Tray | null;
  readonly #images = new Map<TrayIcon, NativeImage>();
  #shown = "";
  #icon: TrayIcon | null = null;
  #stopBlinking: Dispose = () => {};

  constructor(ports: TraySurfacePorts) {
    this.#ports = ports;
    this.#tray = this.#create();
    // On Windows and Linux a click opens the window; on macOS it opens the menu.
    if (ports.platform !== "darwin") this.#tray?.on("click", () => ports.onIntent({ type: "open" }));
  }

  get exists(): boolean {
    return this.#tray !== null && !this.#tray.isDestroyed();
  }

  update(view: TrayView): void {
    if (this.#tray === null || this.#tray.isDestroyed()) return;
    const key = JSON.stringify(view);
    // Setting the same menu again closes it under the user's hand.
    if (key === this.#shown) return;
    this.#shown = key;
    this.#tray.setToolTip(view.tooltip);
    this.#tray.setContextMenu(Menu.buildFromTemplate(view.menu.map((item) => this.#template(item))));
    this.#setIcon(view.icon);
  }

  destroy(): void {
    this.#stopBlinking();
    if (this.exists) this.#tray?.destroy();
  }

  #create(): Tray | null {
    try {
      return new Tray(this.#image("offline"));
    } catch (cause) {
      this.#ports.log.warn("no tray on this system", { cause: String(cause) });
      return null;
    }
  }

  #setIcon(icon: TrayIcon): void {
    if (icon === this.#icon) return;
    this.#icon = icon;
    this.#stopBlinking();
    this.#tray?.setImage(this.#image(icon));
    if (icon === "ringing") this.#blink(false);
  }

  #blink(on: boolean): void {
    this.#stopBlinking = this.#ports.clock.after(blinkMs, () => {
      if (!this.exists) return;
      this.#tray?.setImage(this.#image(on ? "ringing" : "ready"));
      this.#blink(!on);
    });
  }

  #image(icon: TrayIcon): NativeImage {
    const made = this.#images.get(icon) ?? pictureOf(icon, this.#ports.platform);
    this.#images.set(icon, made);
    return made;
  }

  #template(item: TrayItem): MenuItemConstructorOptions {
    if (item === "separator") return { type: "separator" };
    if (!("intent" in item)) return { id: item.id, label: menuLabel(item.label), enabled: false };
    const { id, label, intent, checked } = item;
    return {
      id,
      label: menuLabel(label),
      click: () => this.#ports.onIntent(intent),
      ...(checked === undefined ? {} : { type: "checkbox", checked }),
    };
  }
}

function pictureOf(icon: TrayIcon, platform: NodeJS.Platform): NativeImage {
  const { normal, double } = trayPicture(icon, platform === "darwin" ? "template" : "colour");
  const image = nativeImage.createFromDataURL(normal);
  image.addRepresentation({ scaleFactor: 2, dataURL: double });
  if (platform === "darwin") image.setTemplateImage(true);
  return image;
}
