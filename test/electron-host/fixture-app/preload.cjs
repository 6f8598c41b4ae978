"use strict";
const { contextBridge, ipcRenderer } = require("electron/renderer");

globalThis.secretOfPreload = true;
const early = [];
ipcRenderer.on("early", (_event, text) => early.push(text));
contextBridge.exposeInMainWorld("fixture", {
  argv: process.argv,
  early: () => early,
  invoke: (channel, ...args) => ipcRenderer.invoke(channel, ...args),
  tell: (value) => ipcRenderer.send("tell", value),
  fail: () => {
    throw new RangeError("too far");
  },
  require: (name) => void require(name),
  on: (channel, listener) => {
    const forward = (_event, ...args) => listener(...args);
    ipcRenderer.on(channel, forward);
    return () => void ipcRenderer.off(channel, forward);
  },
  unknown: () => ipcRenderer.sendSync,
});
