/** Menus as models: a test clicks items by their id. */
import type {
  Menu as ElectronMenu,
  MenuItem as ElectronMenuItem,
  MenuItemConstructorOptions,
  NativeImage,
} from "electron";
import { Guarded } from "../not-in-host.ts";
import { normalizeAccelerator } from "./accelerator.ts";
import { createEvent, GuardedEmitter } from "./guarded-emitter.ts";

type Role = MenuItemConstructorOptions["role"];
type Template = readonly (MenuItemConstructorOptions | MenuItem)[];
type ItemImplemented = Pick<
  ElectronMenuItem,
  | ("id" | "type" | "label" | "sublabel" | "toolTip" | "accelerator" | "icon" | "enabled")
  | ("visible" | "checked" | "click" | "registerAccelerator")
>;

let runRole: (role: string) => void = () => undefined;

/** What an item with a role does when it is clicked; the host gives it once. */
export function setRoleAction(action: (role: string) => void): void {
  runRole = action;
}

export class MenuItem extends Guarded implements ItemImplemented {
  readonly id: string;
  readonly type: ElectronMenuItem["type"];
  readonly submenu: Menu | undefined;
  readonly role: Role;
  readonly accelerator: string | null;
  readonly registerAccelerator: boolean;
  label: string;
  sublabel: string;
  toolTip: string;
  icon: NativeImage | string;
  enabled: boolean;
  visible: boolean;
  /** Set by the menu that the item is put into. */
  menu: Menu | null = null;
  #checked: boolean;
  readonly #onClick: MenuItemConstructorOptions["click"];

  constructor(options: MenuItemConstructorOptions) {
    super("MenuItem");
    this.submenu = submenuOf(options.submenu);
    this.type = options.type ?? (this.submenu === undefined ? "normal" : "submenu");
    if (this.type === "submenu" && this.submenu === undefined) throw new Error("Invalid submenu");
    this.id = options.id ?? "";
    this.role = options.role;
    this.label = options.label ?? options.role ?? "";
    this.sublabel = options.sublabel ?? "";
    this.toolTip = options.toolTip ?? "";
    this.icon = options.icon ?? "";
    this.accelerator = options.accelerator ?? null;
    if (options.accelerator !== undefined) normalizeAccelerator(options.accelerator);
    this.registerAccelerator = options.registerAccelerator ?? true;
    this.enabled = options.enabled ?? true;
    this.visible = options.visible ?? true;
    this.#checked = options.checked ?? false;
    this.#onClick = options.click;
  }

  get checked(): boolean {
    return this.#checked;
  }

  /** Of the radio items next to each other only one is checked. */
  set checked(checked: boolean) {
    if (this.type === "radio" && checked)
      for (const other of this.menu?.radioGroup(this) ?? []) other.#checked = false;
    this.#checked = checked;
  }

  /** What a user's click does: nothing where the item is disabled. */
  readonly click = (): void => {
    if (!this.enabled) return;
    if (this.type === "checkbox") this.checked = !this.checked;
    if (this.type === "radio") this.checked = true;
    if (this.role !== undefined) return runRole(this.role);
    this.#onClick?.(
      this as unknown as ElectronMenuItem,
      undefined,
      createEvent({ triggeredByAccelerator: false }),
    );
  };
}

function submenuOf(submenu: MenuItemConstructorOptions["submenu"]): Menu | undefined {
  if (submenu === undefined) return undefined;
  const given: unknown = submenu;
  return given instanceof Menu ? given : Menu.buildFromTemplate(given as Template);
}

let applicationMenu: Menu | null = null;

export class Menu extends GuardedEmitter implements Pick<ElectronMenu, "closePopup"> {
  readonly items: MenuItem[] = [];
  #isOpen = false;
  #onClosed: (() => void) | undefined;

  constructor() {
    super("Menu");
  }

  append(item: MenuItem): void {
    this.insert(this.items.length, item);
  }

  insert(position: number, item: MenuItem): void {
    item.menu = this;
    this.items.splice(position, 0, item);
  }

  getMenuItemById(id: string): MenuItem | null {
    for (const item of this.items) {
      const found = item.id === id ? item : (item.submenu?.getMenuItemById(id) ?? null);
      if (found !== null) return found;
    }
    return null;
  }

  /** Radio items that stand together with this one. */
  radioGroup(item: MenuItem): MenuItem[] {
    const at = this.items.indexOf(item);
    const isRadio = (one: MenuItem | undefined): boolean => one?.type === "radio";
    let [first, last] = [at, at];
    while (isRadio(this.items[first - 1])) first--;
    while (isRadio(this.items[last + 1])) last++;
    return this.items.slice(first, last + 1);
  }

  popup({ callback }: { callback?: () => void } = {}): void {
    this.#isOpen = true;
    this.#onClosed = callback;
    this.emit("menu-will-show", createEvent({}));
  }

  closePopup(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.emit("menu-will-close", createEvent({}));
    this.#onClosed?.();
  }

  static buildFromTemplate(template: Template): Menu {
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
