/** The least that a window needs: what Deskline's start-up is compared with. */
"use strict";
const { app, BrowserWindow } = require("electron/main");

app.enableSandbox();
app.whenReady().then(() => new BrowserWindow({}).loadURL("data:text/html,<title>Empty</title>Empty"));
