/** What `spy.cjs` keeps in the main process, and how a test reads and drives it. */
import type { ElectronApplication } from "@playwright/test";
import type { Menu, NativeImage, Notification, Settings, Tray } from "electron";

interface Spy {
  readonly notifications: readonly { readonly notification: Notification; readonly closed: boolean }[];
  readonly external: readonly string[];
  readonly paths: readonly string[];
  readonly shortcuts: ReadonlyMap<string, () => void>;
  readonly takenShortcuts: string[];
  readonly trays: readonly TrayEntry[];
  readonly dialogs: readonly DialogEntry[];
  readonly dialogAnswers: string[];
  readonly errorBoxes: readonly { readonly title: string; readonly content: string }[];
  readonly badgeCount: number;
  readonly flashing: ReadonlySet<number>;
  readonly loginItem: Settings | null;
  readonly blockers: ReadonlyMap<number, string>;
}
interface TrayEntry {
  readonly tray: Tray;
  readonly image: NativeImage | string | null;
  readonly toolTip: string;
  readonly title: string;
  readonly menu: Menu | null;
}
interface DialogEntry {
  readonly message: string;
  readonly detail: string;
  readonly buttons: readonly string[];
  readonly open: boolean;
  answer(button: string): void;
}
declare global {
  var desklineSpy: Spy;
}

export interface ShownNotification {
  readonly title: string;
  readonly body: string;
  readonly silent: boolean;
  readonly urgency: string;
  readonly actions: readonly string[];
  readonly hasReply: boolean;
  readonly closed: boolean;
}

export interface ShownMenuItem {
  readonly id: string;
  readonly label: string;
  readonly type: string;
  readonly enabled: boolean;
  readonly checked: boolean;
  readonly submenu?: readonly ShownMenuItem[];
}

export interface ShownTray {
  readonly toolTip: string;
  readonly title: string;
  /** As a data URL, or the path that the app gave; null while it has only the one it was made with. */
  readonly image: string | null;
}

export interface ShownDialog {
  readonly message: string;
  readonly detail: string;
  readonly buttons: readonly string[];
  readonly open: boolean;
}

export interface Surfaces {
  notifications(): Promise<ShownNotification[]>;
  clickNotification(index: number): Promise<void>;
  /** Presses the notification's button with this text. */
  pressNotificationAction(index: number, text: string): Promise<void>;
  replyToNotification(index: number, text: string): Promise<void>;
  /** Null while there is no icon. */
  tray(): Promise<ShownTray | null>;
  /** The visible items. Empty while there is no menu. */
  trayMenu(): Promise<ShownMenuItem[]>;
  /** Chooses an item of the tray's menu, of its submenus too. Fails where the user could not. */
  clickTray(id: string): Promise<void>;
  clickTrayIcon(): Promise<void>;
  shortcuts(): Promise<string[]>;
  pressShortcut(accelerator: string): Promise<void>;
  dialogs(): Promise<ShownDialog[]>;
  /** Answers the oldest open dialog that has this button, else the next one that will have it. */
  answerDialog(button: string): Promise<void>;
  badge(): Promise<number>;
  /** What the app asked the system to start with its user's session; null when it never did. */
  loginItem(): Promise<Settings | null>;
  /** Kinds of power saving that the app holds off now. */
  powerSaveBlockers(): Promise<string[]>;
  power(event: "suspend" | "resume" | "lock-screen" | "unlock-screen"): Promise<void>;
  openedExternally(): Promise<string[]>;
}

export function surfacesOf(app: ElectronApplication): Surfaces {
  const emitOnNotification = (index: number, event: string, ...args: unknown[]): Promise<void> =>
    app.evaluate(
      (_electron, [at, name, rest]) => {
        const entry = globalThis.desklineSpy.notifications[at];
        if (entry === undefined) throw new Error(`there is no notification ${at}`);
        entry.notification.emit(name, ...(rest as []));
      },
      [index, event, args] as const,
    );
  return {
    notifications: () =>
      app.evaluate(() =>
        globalThis.desklineSpy.notifications.map(({ notification, closed }) => {
          const { title, body, silent, urgency, hasReply, actions } = notification;
          return {
            title,
            body,
            silent,
            urgency,
            hasReply,
            closed,
            actions: actions.map(({ text = "" }) => text),
          };
        }),
      ),
    clickNotification: (index) => emitOnNotification(index, "click", {}),
    replyToNotification: (index, reply) => emitOnNotification(index, "reply", { reply }, reply),
    pressNotificationAction: async (index, text) => {
      const at = await app.evaluate(
        (_electron, [which, wanted]) =>
          globalThis.desklineSpy.notifications[which]?.notification.actions.findIndex(
            (action) => action.text === wanted,
          ) ?? -1,
        [index, text] as const,
      );
      if (at < 0) throw new Error(`notification ${index} has no button ${text}`);
      await emitOnNotification(index, "action", { actionIndex: at, selectionIndex: -1 }, at, -1);
    },
    tray: () =>
      app.evaluate(() => {
        const entry = globalThis.desklineSpy.trays.at(-1);
        if (entry === undefined) return null;
        const { toolTip, title, image } = entry;
        return { toolTip, title, image: typeof image === "string" ? image : (image?.toDataURL() ?? null) };
      }),
    trayMenu: () =>
      app.evaluate(() => {
        // A method and no named function: tsx would wrap that in a helper which the app does not have.
        const reader = {
          shown(menu: Menu): ShownMenuItem[] {
            return menu.items
              .filter((item) => item.visible)
              .map(({ id, label, type, enabled, checked, submenu }) => ({
                ...{ id, label, type, enabled, checked },
                ...(submenu === undefined ? {} : { submenu: this.shown(submenu) }),
              }));
          },
        };
        const menu = globalThis.desklineSpy.trays.at(-1)?.menu;
        return menu === null || menu === undefined ? [] : reader.shown(menu);
      }),
    clickTray: (id) =>
      app.evaluate((_electron, wanted) => {
        const item = globalThis.desklineSpy.trays.at(-1)?.menu?.getMenuItemById(wanted);
        if (item === null || item === undefined) throw new Error(`the tray has no item ${wanted}`);
        if (!item.enabled || !item.visible) throw new Error(`the tray's item ${wanted} cannot be chosen`);
        (item as unknown as { click(): void }).click();
      }, id),
    clickTrayIcon: () =>
      app.evaluate(() => {
        const area = { x: 0, y: 0, width: 0, height: 0 };
        globalThis.desklineSpy.trays
          .at(-1)
          ?.tray.emit("click", { preventDefault: () => undefined }, area, area);
      }),
    shortcuts: () => app.evaluate(() => [...globalThis.desklineSpy.shortcuts.keys()]),
    pressShortcut: (accelerator) =>
      app.evaluate((_electron, keys) => {
        const action = globalThis.desklineSpy.shortcuts.get(keys);
        if (action === undefined) throw new Error(`no shortcut ${keys}`);
        action();
      }, accelerator),
    dialogs: () =>
      app.evaluate(() =>
        globalThis.desklineSpy.dialogs.map(({ message, detail, buttons, open }) => ({
          ...{ message, detail, buttons: [...buttons], open },
        })),
      ),
    answerDialog: (button) =>
      app.evaluate((_electron, wanted) => {
        const { dialogs, dialogAnswers } = globalThis.desklineSpy;
        const open = dialogs.find((dialog) => dialog.open && dialog.buttons.includes(wanted));
        if (open === undefined) dialogAnswers.push(wanted);
        else open.answer(wanted);
      }, button),
    badge: () => app.evaluate(() => globalThis.desklineSpy.badgeCount),
    loginItem: () => app.evaluate(() => globalThis.desklineSpy.loginItem),
    powerSaveBlockers: () => app.evaluate(() => [...globalThis.desklineSpy.blockers.values()]),
    power: (event) => app.evaluate(({ powerMonitor }, name) => void powerMonitor.emit(name), event),
    openedExternally: () => app.evaluate(() => [...globalThis.desklineSpy.external]),
  };
}
