/** A tiny app that uses of Electron what Deskline uses. Tests read and steer `globalThis.fixture`. */
"use strict";
/* global Response, URL */
const path = require("node:path");
const { readFile } = require("node:fs/promises");
const { app, BrowserWindow, ipcMain, protocol, session, Notification } = require("electron/main");

const fixture = {
  events: [],
  received: [],
  permissions: { check: true, request: true },
  asked: [],
  keepOpen: false,
  window: null,
  notification: null,
};
globalThis.fixture = fixture;
const types = { ".html": "text/html", ".js": "text/javascript" };
const policy = "default-src 'none'; script-src 'self'; worker-src 'self'; media-src 'self' blob:";

app.enableSandbox();
protocol.registerSchemesAsPrivileged([{ scheme: "app", privileges: { standard: true, secure: true } }]);
for (const name of ["before-quit", "will-quit", "second-instance"])
  app.on(name, (_event, argv) => fixture.events.push(argv === undefined ? name : [name, argv.at(-1)]));
app.on("web-contents-created", (_event, contents) => {
  contents.on("will-navigate", (event, url) => {
    fixture.events.push(["will-navigate", url]);
    event.preventDefault();
  });
  contents.setWindowOpenHandler(({ url }) => {
    fixture.events.push(["window-open", url]);
    return { action: "deny" };
  });
});

ipcMain.handle("echo", (_event, ...values) => values);
ipcMain.handle("fail", () => {
  throw new TypeError("nope");
});
ipcMain.handle("sender", ({ sender, senderFrame }) => ({
  isOurs: sender === fixture.window.webContents,
  url: senderFrame.url,
  origin: senderFrame.origin,
  isMainFrame: senderFrame.parent === null,
}));
ipcMain.on("tell", (_event, value) => fixture.received.push(value));

async function serve(request) {
  const { pathname } = new URL(request.url);
  try {
    const body = await readFile(path.join(app.getAppPath(), "page", path.basename(pathname)));
    const headers = { "content-type": types[path.extname(pathname)], "content-security-policy": policy };
    return new Response(body, { headers });
  } catch {
    return new Response(null, { status: 404 });
  }
}

function answerPermissions() {
  session.defaultSession.setPermissionCheckHandler((_contents, permission, origin) => {
    fixture.asked.push(["check", permission, origin]);
    return fixture.permissions.check;
  });
  session.defaultSession.setPermissionRequestHandler((_contents, permission, callback, details) => {
    fixture.asked.push(["request", permission, details.requestingUrl]);
    callback(fixture.permissions.request);
  });
}

async function start() {
  session.defaultSession.protocol.handle("app", serve);
  answerPermissions();
  const preload = path.join(app.getAppPath(), "preload.cjs");
  const window = new BrowserWindow({ width: 500, height: 400, show: false, webPreferences: { preload } });
  fixture.window = window;
  window.once("ready-to-show", () => window.show());
  for (const name of ["show", "hide", "focus", "closed"]) window.on(name, () => fixture.events.push(name));
  window.on("close", (event) => {
    if (!fixture.keepOpen) return;
    event.preventDefault();
    window.hide();
  });
  window.webContents.send("early", "sent before the page was there");
  await window.loadURL("app://fixture/index.html");
  fixture.notification = new Notification({ title: "Alice", body: "Incoming call" });
  fixture.notification.on("click", () => fixture.events.push("notification clicked"));
}

if (app.requestSingleInstanceLock()) app.whenReady().then(start);
else app.quit();
