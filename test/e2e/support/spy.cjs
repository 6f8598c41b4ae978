/** Loaded with `-r` before the app's main file, in Electron and in the host alike: keeps what a test wants to see. */
"use strict";
const { Notification, shell } = require("electron");

const spy = { notifications: [], external: [] };
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
