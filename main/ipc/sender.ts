import type { BrowserWindow, IpcMainInvokeEvent, WebFrameMain } from "electron/main";
import type { Sender } from "./ipc-server.ts";

export interface OurWindows {
  readonly main: () => BrowserWindow | null;
  readonly cards: () => readonly BrowserWindow[];
}

const nobody: Sender = { window: null, isMainFrame: false, origin: "" };

/** Who asks. Whatever cannot be told counts against them. */
export function senderOf(event: IpcMainInvokeEvent, windows: OurWindows): Sender {
  const isOf = (window: BrowserWindow): boolean =>
    !window.isDestroyed() && event.sender === window.webContents;
  const main = windows.main();
  try {
    const frame = event.senderFrame;
    return {
      window: main !== null && isOf(main) ? "main" : windows.cards().some(isOf) ? "card" : null,
      isMainFrame: frame !== null && isMainFrame(frame, event),
      origin: frame?.origin ?? "",
    };
  } catch {
    // Electron throws for whatever is asked of a frame or of contents that went away while their request was on its way.
    return nobody;
  }
}

/** A frame that was taken out of its page has no parent either, so that alone would make a main frame of it. */
const isMainFrame = (frame: WebFrameMain, event: IpcMainInvokeEvent): boolean =>
  frame.parent === null && frame === event.sender.mainFrame;
