/** Exposes the contract as `window.host`. No logic: names are checked, payloads handed over. */
import { contextBridge, ipcRenderer } from "electron/renderer";
import type { Host } from "../common/contract/contract.ts";
import { eventChannel, eventNames, hostKey, requestChannel, requestNames } from "../common/contract/names.ts";

const known = (names: readonly string[], name: unknown): boolean =>
  typeof name === "string" && names.includes(name);

const host: Host = {
  request: (name, input) => {
    if (!known(requestNames, name)) return Promise.reject(new Error("no such request"));
    // Main answers a Result of this very request: it is built by the handler of that name.
    return ipcRenderer.invoke(requestChannel, name, input) as ReturnType<typeof host.request<typeof name>>;
  },
  on: (name, listener) => {
    if (!known(eventNames, name)) throw new Error("no such event");
    const forward = (_event: unknown, sent: unknown, payload: unknown): void => {
      if (sent === name) listener(payload as Parameters<typeof listener>[0]); // main sends what the contract says
    };
    ipcRenderer.on(eventChannel, forward);
    return () => void ipcRenderer.off(eventChannel, forward);
  },
};

contextBridge.exposeInMainWorld(hostKey, host);
