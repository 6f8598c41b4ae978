import { type BrowserWindow, ipcMain, type IpcMainInvokeEvent } from "electron/main";
import type { Payload } from "../../common/contract/contract.ts";
import { eventChannel, type EventName, requestChannel } from "../../common/contract/names.ts";
import type { Dispose } from "../../common/scope.ts";
import type { createIpcServer, Sender } from "./ipc-server.ts";

/** Puts the server on Electron's channel. */
export function serveIpc(
  serve: ReturnType<typeof createIpcServer>,
  window: () => BrowserWindow | null,
): Dispose {
  ipcMain.handle(requestChannel, (event, name: unknown, input: unknown) =>
    serve(senderOf(event, window()), name, input),
  );
  return () => ipcMain.removeHandler(requestChannel);
}

function senderOf(event: IpcMainInvokeEvent, window: BrowserWindow | null): Sender {
  const frame = event.senderFrame;
  return {
    isOurWindow: window !== null && !window.isDestroyed() && event.sender === window.webContents,
    isMainFrame: frame !== null && frame.parent === null,
    origin: frame?.origin ?? "",
  };
}

/** Sends an event to the page; to none when there is no window. */
export function sendToPage<N extends EventName>(
  window: BrowserWindow | null,
  name: N,
  payload: Payload<N>,
): void {
  if (window === null || window.isDestroyed() || window.webContents.isDestroyed()) return;
  window.webContents.send(eventChannel, name, payload);
}
