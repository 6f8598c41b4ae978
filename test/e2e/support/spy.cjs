/**
 * Loaded with `-r` before the app's main file, in Electron and in the host alike: keeps what the app does with the
 * system, and answers in its place. `desktop.ts` reads and drives it; its shape is `Spy` in `spy.ts`.
 */
"use strict";
const { app, BrowserWindow, dialog, globalShortcut, Notification, powerSaveBlocker } = require("electron");
const { shell, Tray } = require("electron");

const spy = {
  notifications: [],
  external: [],
  paths: [],
  shortcuts: new Map(),
  takenShortcuts: (process.env.SPY_TAKEN_SHORTCUTS ?? "").split(",").filter((one) => one !== ""),
  trays: [],
  dialogs: [],
  dialogAnswers: [],
  errorBoxes: [],
  badgeCount: 0,
  flashing: new Set(),
  loginItem: null,
  blockers: new Map(),
};
globalThis.desklineSpy = spy;

/** Calls `before` with the object and the arguments of each call, then what was there. */
function watch(target, name, before) {
  const original = target[name];
  target[name] = function (...args) {
    before(this, ...args);
    return original.apply(this, args);
  };
}

watch(Notification.prototype, "show", (notification) => {
  const entry = { notification, closed: false };
  spy.notifications.push(entry);
  notification.on("close", () => (entry.closed = true));
});

function trayEntry(tray) {
  let entry = spy.trays.find((one) => one.tray === tray);
  if (entry === undefined) {
    entry = { tray, image: null, toolTip: "", title: "", menu: null };
    spy.trays.push(entry);
  }
  return entry;
}
watch(Tray.prototype, "setImage", (tray, image) => (trayEntry(tray).image = image));
watch(Tray.prototype, "setToolTip", (tray, text) => (trayEntry(tray).toolTip = text));
watch(Tray.prototype, "setTitle", (tray, text) => (trayEntry(tray).title = text));
watch(Tray.prototype, "setContextMenu", (tray, menu) => (trayEntry(tray).menu = menu));
watch(Tray.prototype, "popUpContextMenu", (tray, menu) => {
  if (menu !== undefined) trayEntry(tray).menu = menu;
});
watch(Tray.prototype, "destroy", (tray) => {
  spy.trays = spy.trays.filter((one) => one.tray !== tray);
});

watch(BrowserWindow.prototype, "flashFrame", (window, on) => {
  if (on) spy.flashing.add(window.id);
  else spy.flashing.delete(window.id);
});
watch(app, "setBadgeCount", (_app, count = 0) => (spy.badgeCount = count));
watch(app, "setLoginItemSettings", (_app, settings) => (spy.loginItem = settings));

const start = powerSaveBlocker.start.bind(powerSaveBlocker);
powerSaveBlocker.start = (type) => {
  const id = start(type);
  spy.blockers.set(id, type);
  return id;
};
watch(powerSaveBlocker, "stop", (_blocker, id) => spy.blockers.delete(id));

/** A shortcut that another program has is refused, as the system does. */
const register = globalShortcut.register.bind(globalShortcut);
globalShortcut.register = (accelerator, action) => {
  if (spy.takenShortcuts.includes(accelerator) || !register(accelerator, action)) return false;
  spy.shortcuts.set(accelerator, action);
  return true;
};
watch(globalShortcut, "unregister", (_shortcut, accelerator) => spy.shortcuts.delete(accelerator));
watch(globalShortcut, "unregisterAll", () => spy.shortcuts.clear());

shell.openExternal = (url) => {
  spy.external.push(url);
  return Promise.resolve();
};
shell.openPath = (path) => {
  spy.paths.push(path);
  return Promise.resolve("");
};

/** A dialog stays open until the test answers it; an answer that was given before counts. */
dialog.showMessageBox = (...args) =>
  new Promise((resolve) => {
    const { message = "", detail = "", buttons = [] } = args.at(-1);
    const answer = (button) => {
      entry.open = false;
      resolve({ response: buttons.indexOf(button), checkboxChecked: false });
    };
    const entry = { message, detail, buttons, open: true, answer };
    spy.dialogs.push(entry);
    const given = spy.dialogAnswers.findIndex((button) => buttons.includes(button));
    if (given >= 0) answer(spy.dialogAnswers.splice(given, 1)[0]);
  });
dialog.showErrorBox = (title, content) => void spy.errorBoxes.push({ title, content });
