import type { NativeImage, Point, Rectangle, Tray as ElectronTray } from "electron";
import { GuardedEmitter } from "./guarded-emitter.ts";
import type { Menu } from "./menus.ts";
import { nativeImageModule } from "./native-image.ts";

type Implemented = Pick<
  ElectronTray,
  | ("setImage" | "setPressedImage" | "setToolTip" | "setTitle" | "getTitle" | "closeContextMenu")
  | (
      | "setIgnoreDoubleClickEvents"
      | "getIgnoreDoubleClickEvents"
      | "focus"
      | "getBounds"
      | "destroy"
      | "isDestroyed"
    )
>;

/** A tray icon that no system shows; the spy of the end-to-end tests keeps what is set on it. */
export class Tray extends GuardedEmitter implements Implemented {
  #destroyed = false;
  #title = "";
  #ignoresDoubleClick = false;
  #menu: Menu | null = null;
  #open: Menu | null = null;

  constructor(image: NativeImage | string, _guid?: string) {
    super("Tray");
    this.setImage(image);
  }

  setImage(image: NativeImage | string): void {
    this.#alive();
    checkImage(image);
  }

  setPressedImage(image: NativeImage | string): void {
    this.setImage(image);
  }

  setToolTip(_text: string): void {
    this.#alive();
  }

  setTitle(title: string): void {
    this.#alive();
    this.#title = title;
  }

  getTitle(): string {
    return this.#title;
  }

  setContextMenu(menu: Menu | null): void {
    this.#alive();
    this.#menu = menu;
  }

  popUpContextMenu(menu: Menu | null = this.#menu, _position?: Point): void {
    this.#alive();
    this.#open = menu;
    menu?.popup();
  }

  closeContextMenu(): void {
    this.#open?.closePopup();
    this.#open = null;
  }

  setIgnoreDoubleClickEvents(ignore: boolean): void {
    this.#ignoresDoubleClick = ignore;
  }

  getIgnoreDoubleClickEvents(): boolean {
    return this.#ignoresDoubleClick;
  }

  focus(): void {}

  /** Unknown on Linux. */
  getBounds(): Rectangle {
    return { x: 0, y: 0, width: 0, height: 0 };
  }

  destroy(): void {
    this.#destroyed = true;
    this.removeAllListeners();
  }

  isDestroyed(): boolean {
    return this.#destroyed;
  }

  #alive(): void {
    if (this.#destroyed) throw new TypeError("Object has been destroyed");
  }
}

function checkImage(image: NativeImage | string): void {
  if (typeof image === "string" && nativeImageModule.createFromPath(image).isEmpty())
    throw new Error(`Failed to load image from path '${image}'`);
}
