/** Menus and the tray as models: a test clicks items by their id. */
import { createEvent, GuardedEmitter } from "./guarded-emitter.ts";
import { Guarded } from "../not-in-host.ts";

type ItemType = "normal" | "separator" | "submenu" | "checkbox" | "radio";

export interface MenuItemOptions {
  readonly id?: string;
  readonly label?: string;
  readonly type?: ItemType;
  readonly enabled?: boolean;
  readonly visible?: boolean;
  readonly checked?: boolean;
  readonly submenu?: Menu | readonly MenuItemOptions[];
  readonly click?: (item: MenuItem, window: unknown, event: object) => void;
}

export class MenuItem extends Guarded {
  readonly id: string;
  readonly type: ItemType;
  readonly submenu: Menu | undefined;
  label: string;
  enabled: boolean;
  visible: boolean;
  checked: boolean;
  readonly #onClick: MenuItemOptions["click"];

  constructor(options: MenuItemOptions) {
    super("MenuItem");
    const { submenu } = options;
    this.submenu =
      submenu === undefined || submenu instanceof Menu ? submenu : Menu.buildFromTemplate(submenu);
    this.type = options.type ?? (this.submenu === undefined ? "normal" : "submenu");
    this.id = options.id ?? "";
    this.label = options.label ?? "";
    this.enabled = options.enabled ?? true;
    this.visible = options.visible ?? true;
    this.checked = options.checked ?? false;
    this.#onClick = options.click;
  }

  /** What a user's click does: nothing where the item is disabled. */
  click(): void {
    if (!this.enabled) return;
    if (this.type === "checkbox") this.checked = !this.checked;
    if (this.type === "radio") this.checked = true;
    this.#onClick?.(this, undefined, createEvent({}));
  }
}

let applicationMenu: Menu | null = null;

export class Menu extends GuardedEmitter {
  readonly items: MenuItem[] = [];

  constructor() {
    super("Menu");
  }

  append(item: MenuItem): void {
    this.items.push(item);
  }

  getMenuItemById(id: string): MenuItem | null {
    for (const item of this.items) {
      const found = item.id === id ? item : (item.submenu?.getMenuItemById(id) ?? null);
      if (found !== null) return found;
    }
    return null;
  }

  static buildFromTemplate(template: readonly (MenuItem | MenuItemOptions)[]): Menu {
    const menu = new Menu();
    for (const item of template) menu.append(item instanceof MenuItem ? item : new MenuItem(item));
    return menu;
  }

  static setApplicationMenu(menu: Menu | null): void {
    applicationMenu = menu;
  }

  static getApplicationMenu(): Menu | null {
    return applicationMenu;
  }
}

export class Tray extends GuardedEmitter {
  #destroyed = false;

  constructor(_image: unknown) {
    super("Tray");
  }

  /** Shown by no system here; the spy of the end-to-end tests keeps the menu. */
  setContextMenu(_menu: Menu | null): void {}
  setImage(_image: unknown): void {}
  setToolTip(_text: string): void {}

  destroy(): void {
    this.#destroyed = true;
    this.removeAllListeners();
  }

  isDestroyed(): boolean {
    return this.#destroyed;
  }
}
