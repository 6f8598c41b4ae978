/** Loaded with `-r` before the app's main file, in Electron and in the host alike: keeps what a test wants to see. */
"use strict";
const { Notification, Tray, globalShortcut, shell } = require("electron");

const spy = { notifications: [], external: [], shortcuts: new Map(), trayMenu: null };
globalThis.desklineSpy = spy;

const show = Notification.prototype.show;
Notification.prototype.show = function () {
  spy.notifications.push(this);
  return show.call(this);
};
shell.openExternal = (url) => {
  spy.external.push(url);
  return Promise.resolve();
};
const setContextMenu = Tray.prototype.setContextMenu;
Tray.prototype.setContextMenu = function (menu) {
  spy.trayMenu = menu;
  return setContextMenu.call(this, menu);
};
const register = globalShortcut.register.bind(globalShortcut);
globalShortcut.register = (accelerator, action) => {
  const registered = register(accelerator, action);
  if (registered) spy.shortcuts.set(accelerator, action);
  return registered;
};
