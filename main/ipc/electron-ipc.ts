import { type BrowserWindow, ipcMain } from "electron/main";
import type { Payload } from "../../common/contract/contract.ts";
import { eventChannel, type EventName, requestChannel } from "../../common/contract/names.ts";
import type { Dispose } from "../../common/scope.ts";
import type { createIpcServer } from "./ipc-server.ts";
import { type OurWindows, senderOf } from "./sender.ts";

/** Puts the server on Electron's channel. */
export function serveIpc(serve: ReturnType<typeof createIpcServer>, windows: OurWindows): Dispose {
  ipcMain.handle(requestChannel, (event, name: unknown, input: unknown) =>
    serve(senderOf(event, windows), name, input),
  );
  return () => ipcMain.removeHandler(requestChannel);
}

/** Sends an event to a page; to none when there is no window. */
export function sendToPage<N extends EventName>(
  window: BrowserWindow | null,
  name: N,
  payload: Payload<N>,
): void {
  if (window === null || window.isDestroyed() || window.webContents.isDestroyed()) return;
  window.webContents.send(eventChannel, name, payload);
}
