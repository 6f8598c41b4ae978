import { type BrowserWindow, ipcMain, type IpcMainInvokeEvent } from "electron/main";
import type { Payload } from "../../common/contract/contract.ts";
import { eventChannel, type EventName, requestChannel } from "../../common/contract/names.ts";
import type { Dispose } from "../../common/scope.ts";
import type { createIpcServer, Sender } from "./ipc-server.ts";

/** Puts the server on Electron's channel. */
export function serveIpc(serve: ReturnType<typeof createIpcServer>, windows: OurWindows): Dispose {
  ipcMain.handle(requestChannel, (event, name: unknown, input: unknown) =>
    serve(senderOf(event, windows), name, input),
  );
  return () => ipcMain.removeHandler(requestChannel);
}

export interface OurWindows {
  readonly main: () => BrowserWindow | null;
  readonly cards: () => readonly BrowserWindow[];
}

function senderOf(event: IpcMainInvokeEvent, windows: OurWindows): Sender {
  const frame = event.senderFrame;
  const isOf = (window: BrowserWindow): boolean =>
    !window.isDestroyed() && event.sender === window.webContents;
  const main = windows.main();
  return {
    window: main !== null && isOf(main) ? "main" : windows.cards().some(isOf) ? "card" : null,
    isMainFrame: frame !== null && frame.parent === null,
    origin: frame?.origin ?? "",
  };
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
